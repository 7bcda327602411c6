"""Tables in Excel and CSV that were not written by us, and decision tables of Drools."""

from creditrules.imports.sheets.reading import read_sheets

__all__ = ["read_sheets"]
