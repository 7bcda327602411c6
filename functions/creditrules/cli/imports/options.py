"""What the options of `creditrules import` say; whatever makes no sense ends the command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from creditrules.cli.screen import give_up
from creditrules.imports import Envelope
from creditrules.rules import Category, Intervention

__all__ = ["distance", "envelope_of", "pairs"]


def distance(text: str) -> Decimal:
    """By how much numbers may differ."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        give_up(f"--tolerance: '{text}' is no number.", "Write it as 0.005.")
    if not number.is_finite() or number < 0:
        give_up(f"--tolerance: '{text}' is no distance.", "Write 0 or more, as 0.005.")
    return number


def pairs(option: str, texts: Sequence[str]) -> Mapping[str, str]:
    """What was written as LEFT=RIGHT; a "=" more than one belongs to the left."""
    wrong = next((text for text in texts if "=" not in text), None)
    if wrong is not None:
        give_up(f"{option}: '{wrong}' has no '='.", "Write it as LEFT=RIGHT.")
    return {left.strip(): right.strip() for left, _, right in (text.rpartition("=") for text in texts)}


def envelope_of(slug: str, category: Category | None, findings: str, finding: Sequence[str]) -> Envelope | None:
    """What stands around the model, where a rule set is to be made of it."""
    if not slug:
        if category or findings or finding:
            give_up("--category, --findings and --finding are for a rule set.", "Say which with --rule-set SLUG.")
        return None
    if category is None or not findings:
        give_up("A rule set needs its category and the decision whose outcome its findings are.", _NEEDED)
    steps = pairs("--finding", finding)
    wrong = next((step for step in steps.values() if step not in set(Intervention)), None)
    if wrong is not None:
        give_up(f"--finding: '{wrong}' is no step of the ladder.", f"The ladder is {', '.join(Intervention)}.")
    return Envelope(slug, category, findings, {name: Intervention(step) for name, step in steps.items()})


_NEEDED = "Say --category RISK, PRODUCT or REGULATION, and --findings DECISION."
