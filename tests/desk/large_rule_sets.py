"""Rule sets of which contents fill several items of the table, and what publishes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from tests.desk.lenders import ADA, WHY, Lender

from creditrules import desk
from creditrules.document import canonical
from creditrules.rules import Category

__all__ = ["LARGE", "content", "long_note", "publish"]

LARGE = ("one", "two", "three", "four")


def content(slug: str, rows: int, note: Callable[[int], str]) -> str:
    rules = [
        {"when": [f"[{row}..{row + 1})"], "then": ['"DECLINE"', '"POOR"'], "note": note(row)} for row in range(rows)
    ]
    table = {"hitPolicy": "FIRST", "inputs": ["income"], "outputs": ["intervention", "reason"], "rules": rules}
    return canonical(
        {
            "ruleSet": slug,
            "category": "RISK",
            "name": {"en": slug},
            "reasons": {"POOR": {"message": {"en": "Not enough."}}},
            "facts": [{"name": "income", "type": "number"}],
            "decisions": [{"name": "Findings", "table": table}],
        }
    ).decode()


def long_note(row: int) -> str:
    return sha256(b"%d" % row).hexdigest() * 16


def publish(lender: Lender, made: Iterable[tuple[str, str]]) -> None:
    """Have rule sets of these names and contents in force."""
    for slug, written in made:
        lender.act(ADA, desk.create_rule_set, slug, {"en": slug}, Category.RISK)
        lender.act(ADA, desk.publish_rule_set, desk.Submission(slug, written, WHY))
