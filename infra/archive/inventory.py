"""What an archive holds, as a bill of materials in CycloneDX's form."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from infra.archive.contents import Archive, Platform
from infra.archive.flaws import ArchiveError
from infra.archive.licences import Library
from infra.archive.sources import Commit
from packageurl import PackageURL

__all__ = ["inventory"]

_LICENCES: Final = LicenseFactory()


def inventory(
    root: Path, archive: Archive, platform: Platform, libraries: Iterable[Library], packed: Path, commit: Commit
) -> str:
    """The bill of an archive, the same for the same archive. Raises ArchiveError where it is not CycloneDX's."""
    digest = _sha256(packed)
    ours = _ours(root, archive, digest)
    of = [
        Property(name="creditrules:commit", value=commit.digest + (" and changes" if commit.changed else "")),
        Property(name="creditrules:platform", value=platform.name),
    ]
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"urn:sha256:{digest}"),
        metadata=BomMetaData(component=ours, timestamp=datetime.fromisoformat(commit.moment), properties=of),
        components=(components := [_component(each) for each in libraries]),
    )
    bom.register_dependency(ours, components)
    told: str = JsonV1Dot6(bom).output_as_string(indent=2) + "\n"
    if (flaw := JsonStrictValidator(SchemaVersion.V1_6).validate_str(told)) is not None:
        message = f"The bill of {packed.name} is not CycloneDX's: {flaw}"
        raise ArchiveError(message)
    return told


def _ours(root: Path, archive: Archive, digest: str) -> Component:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return Component(
        name=archive.name,
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=archive.name,
        description=project["description"],
        licenses=[_LICENCES.make_from_string(project["license"])],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest)],
    )


def _component(library: Library) -> Component:
    url = PackageURL("pypi", name=library.name.lower().replace("_", "-"), version=library.version)
    return Component(
        name=library.name,
        version=library.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(url),
        purl=url,
        licenses=[_LICENCES.make_from_string(library.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=_sha256(library.wheel))],
        properties=[Property(name="creditrules:wheel", value=library.wheel.name)],
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
