"""What people write into the record is what it seems to be."""

from __future__ import annotations

import pytest

from creditrules.desk.prose import refuse_hidden
from creditrules.errors import Refusal
from creditrules.rules.content.forms import BasisForm


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\u2028"])
def test_texts_that_turn_or_hide_others_are_refused(character: str) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_hidden(f"approved{character}", "comment")
    assert (refused.value.code, refused.value.field) == ("HIDDEN_CHARACTERS", ("comment",))
    with pytest.raises(ValueError, match="turns or hides"):
        BasisForm.model_validate({"category": "RISK", "citation": f"Committee {character}paper"})


def test_lines_and_tabs_stay_allowed() -> None:
    refuse_hidden("First,\n\tsecond: नीलम, می‌خواهم.")
