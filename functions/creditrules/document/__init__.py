"""Documents from outside, YAML or JSON, as plain values with positions; and the one canonical form of a value.

document = read_yaml(text)            # or read_json(text); str or UTF-8 bytes, never raises
document.value                        # dict, list, str, Decimal, bool, None; None when diagnostics has an error
document.positions[("rules", 0)]      # (line, column), counted from 1
digest(document.value)                # SHA-256 of the canonical form, in hexadecimal
yaml_text(document.value)             # written for people, and json_text; reads back to an equal value
"""

from creditrules.document.any_reader import read_document
from creditrules.document.canonical import canonical, digest, digest_of
from creditrules.document.exact_writer import exact_json
from creditrules.document.form_faults import form_fault
from creditrules.document.json_reader import read_canonical, read_json
from creditrules.document.json_writer import json_text
from creditrules.document.limits import DocumentLimits
from creditrules.document.number_texts import decimal_text, given_out
from creditrules.document.values import Document, Path, Plain
from creditrules.document.yaml_on_demand import read_yaml, yaml_text

__all__ = [
    "Document",
    "DocumentLimits",
    "Path",
    "Plain",
    "canonical",
    "decimal_text",
    "digest",
    "digest_of",
    "exact_json",
    "form_fault",
    "given_out",
    "json_text",
    "read_canonical",
    "read_document",
    "read_json",
    "read_yaml",
    "yaml_text",
]
