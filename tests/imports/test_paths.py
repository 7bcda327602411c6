"""A file's name gives the same model whichever slashes part its folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from creditrules.imports import import_files

CARD = (Path(__file__).parent / "pmml" / "card.pmml").read_bytes().replace(b'modelName="SampleScorecard" ', b"")


@pytest.mark.parametrize("name", ["rules/card.pmml", "rules\\card.pmml", "C:\\rules\\card.pmml", "card.pmml"])
def test_folders_are_no_part_of_a_models_name(name: str) -> None:
    assert [one.name for one in import_files({name: CARD}).models] == ["card"]
