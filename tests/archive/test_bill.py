"""Beside an archive lies what it holds, in CycloneDX's form, and under which licences."""

from __future__ import annotations

import hashlib
import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from infra.archive.contents import ARCHIVES
from infra.archive.licences import is_allowed
from tests.archive.unpacked import ROOT


@pytest.fixture(scope="module")
def bill(each_archive: Path) -> Any:
    return json.loads(each_archive.with_suffix(".cdx.json").read_text("utf-8"))


def test_the_bill_is_cyclonedx(each_archive: Path, bill: Any) -> None:
    text = each_archive.with_suffix(".cdx.json").read_text("utf-8")
    version = import_module("cyclonedx.schema").SchemaVersion.V1_6  # a second to import, for this test alone
    validator = import_module("cyclonedx.validation.json").JsonStrictValidator(version)
    assert validator.validate_str(text) is None
    assert validator.validate_str(text.replace('"library"', '"book"')) is not None
    [digest] = bill["metadata"]["component"]["hashes"]
    assert digest == {"alg": "SHA-256", "content": hashlib.sha256(each_archive.read_bytes()).hexdigest()}


def test_the_bill_lists_what_is_pinned_and_inside_with_the_hashes_of_the_pins(each_archive: Path, bill: Any) -> None:
    pins = (ROOT / ARCHIVES[0].pins).read_text("utf-8")
    listed = {(each["name"].lower().replace("_", "-"), each["version"]) for each in bill["components"]}
    assert listed == set(re.findall(r"^([a-z0-9-]+)==([^ ]+)", pins, re.MULTILINE))
    hashes = {digest["content"] for each in bill["components"] for digest in each["hashes"]}
    assert len(hashes) == len(listed)
    assert hashes <= set(re.findall(r"sha256:([0-9a-f]{64})", pins))
    with ZipFile(each_archive) as packed:
        inside = {name.partition(".dist-info")[0] for name in packed.namelist() if ".dist-info/METADATA" in name}
    assert {name.lower().replace("_", "-") for name in inside} == {"-".join(each) for each in listed}


def test_every_licence_is_told_and_allowed_and_its_text_lies_beside_the_archive(each_archive: Path, bill: Any) -> None:
    texts = each_archive.with_suffix(".licences.txt").read_text("utf-8")
    for each in bill["components"]:
        [told] = each["licenses"]
        licence = told.get("expression") or told["license"]["id"]
        assert is_allowed(licence)
        _, found, rest = texts.partition(f"\n{each['name']} {each['version']}: {licence}\n")
        assert found
        assert rest.removeprefix("=" * 78).lstrip().startswith("--- "), each["name"]


def test_what_is_pinned_for_archives_is_pinned_alike_for_developers() -> None:
    pinned = re.compile(r"^([a-z0-9-]+)==([^ ]+)", re.MULTILINE)
    developers = dict(pinned.findall((ROOT / "constraints-dev.txt").read_text("utf-8")))
    functions = dict(pinned.findall((ROOT / ARCHIVES[0].pins).read_text("utf-8")))
    assert functions.items() <= developers.items()
    assert not {"boto3", "moto", "pytest", "cyclonedx-python-lib"} & set(functions)
