"""Property tests try the same examples each time, so that they fail for a reason and not by luck."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def test_a_property_is_tried_on_the_same_examples_each_time() -> None:
    if settings.get_current_profile_name() == "fresh":
        pytest.skip("new examples were asked for")
    tried: list[str] = []

    @given(st.text())
    def keep(text: str) -> None:
        tried.append(text)

    keep()
    first, tried[:] = list(tried), []
    keep()
    assert len(first) > 1
    assert tried == first
