"""The checker: names, types, requirements and allowed values of a whole model, every problem with its place."""

from creditrules.dmn.check.conditions import check_condition
from creditrules.dmn.check.entries_yielded import entries_yielded
from creditrules.dmn.check.models import CheckedModel, check_model
from creditrules.dmn.check.parts_read import binds, entries_spoken, parts_read, spoken_in
from creditrules.dmn.check.tables_in import tables_in
from creditrules.dmn.check.tested import behind, tested_names

__all__ = [
    "CheckedModel",
    "behind",
    "binds",
    "check_condition",
    "check_model",
    "entries_spoken",
    "entries_yielded",
    "parts_read",
    "spoken_in",
    "tables_in",
    "tested_names",
]
