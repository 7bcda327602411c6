"""The examples of the library's documentation, and of the README, are run as they stand."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

from creditrules.dmn.exchange.files import Form, read_files, write_file

DOCUMENTED = (
    "creditrules",
    "creditrules.library.expressions",
    "creditrules.library.models",
    "creditrules.library.rule_sets",
)
README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PRODUCT = """
product: cash
name: {en: Cash loan}
kind: CASH_LOAN
segment: CONSUMER
currency: CNY
ruleSets: [night-pause]
"""
LOAN = b"""
name: loan
facts: [{name: age, type: number}, {name: requested, type: number}]
decisions:
  - name: Approval
    table:
      hitPolicy: FIRST
      inputs: [age, requested]
      outputs: [approval]
      rules:
        - {when: ["< 18", "-"], then: ['"refused"'], note: Majority is at 18.}
        - {when: ["-", "< 10000"], then: ['"granted"']}
"""


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_example_answers_what_it_says(name: str) -> None:
    found = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.attempted > 0
    assert found.failed == 0


def test_the_examples_of_the_readme_answer_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = dict(re.findall(r"^```(yaml|python)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))
    (tmp_path / "night-pause.yaml").write_text(blocks["yaml"], "utf-8")
    (tmp_path / "product.yaml").write_text(PRODUCT, "utf-8")
    read = read_files({"": LOAN}, Form.YAML)
    assert read.model is not None
    written = write_file(read, read.model, Form.DMN).data
    assert written is not None
    (tmp_path / "loan.dmn").write_bytes(written)
    monkeypatch.chdir(tmp_path)
    examples = doctest.DocTestParser().get_doctest(blocks["python"], {}, "README", None, 0)
    assert len(examples.examples) > 5
    assert doctest.DocTestRunner().run(examples).failed == 0
