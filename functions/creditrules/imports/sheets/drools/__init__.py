"""Decision tables of Drools: spreadsheets with RuleSet and RuleTable, and guided tables (.gdst)."""

from creditrules.imports.sheets.drools.guided import read_guided
from creditrules.imports.sheets.drools.spreadsheet import is_rule_sheet, read_rule_sheets

__all__ = ["is_rule_sheet", "read_guided", "read_rule_sheets"]
