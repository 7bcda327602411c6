"""An archive has all that its functions reach, and nothing that they do not."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest
from infra.archive.contents import ARCHIVES, LAYER, PLATFORMS, PYTHON, SERVICES
from infra.deployment.description import POPULATIONS, read_description
from tests.archive.imported import clients_made, imported
from tests.archive.unpacked import ROOT

BEHIND_A_DOOR = {
    "moto",
    *(f"creditrules.store.aws.{each}" for each in ("embedded", "embedded_keys", "examining", "functions", "scanning")),
}
"""What `creditrules.store.aws` offers to tests and commands alone: a table and keys in a process, looks at a stage."""
ENDINGS = (".py", "/__init__.py", ".cpython-313-x86_64-linux-gnu.so", ".cpython-313-aarch64-linux-gnu.so", ".abi3.so")


@pytest.fixture(scope="module")
def names(each_archive: Path) -> frozenset[str]:
    with ZipFile(each_archive) as packed:
        return frozenset(packed.namelist())


@pytest.fixture(scope="module")
def folder(each_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    with ZipFile(each_archive) as packed:
        packed.extractall(folder)
    return folder


def test_what_our_sources_import_is_inside(folder: Path, names: frozenset[str]) -> None:
    missing: dict[str, str] = {}
    for path in sorted(folder.glob("creditrules/**/*.py")):
        for module in imported(path, folder):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top in LAYER or {top, module} & BEHIND_A_DOOR:
                continue
            place = module.replace(".", "/")
            if not any(place + ending in names for ending in ENDINGS):
                missing[module] = path.relative_to(folder).as_posix()
    assert missing == {}


def test_the_handlers_of_the_deployment_are_inside(names: frozenset[str]) -> None:
    [archive] = ARCHIVES
    assert {f"creditrules/handlers/{each}.py" for each in archive.handlers} <= names
    deployed = read_description(POPULATIONS).functions.values()
    named = {each["handler"].rpartition(".")[0] for each in deployed}
    assert named == {f"creditrules/handlers/{each}" for each in archive.handlers if each != "http"}  # the container's


def test_of_aws_just_the_services_that_the_code_makes_clients_of_are_described(
    folder: Path, names: frozenset[str]
) -> None:
    made = {service for path in folder.glob("creditrules/**/*.py") for service in clients_made(path)}
    described = {
        PurePosixPath(name).parts[2] for name in names if name.startswith("botocore/data/") and name.count("/") > 2
    }
    assert made == described == SERVICES


def test_every_source_has_its_bytecode_which_is_never_held_against_it(folder: Path, names: frozenset[str]) -> None:
    sources = {name for name in names if name.endswith(".py")}
    compiled = {name for name in names if name.endswith(".pyc")}
    path_of = PurePosixPath
    assert compiled == {str(path_of(n).parent / "__pycache__" / f"{path_of(n).stem}.cpython-313.pyc") for n in sources}
    flags = {(folder / name).read_bytes()[4:8] for name in compiled}
    assert flags == {b"\x01\0\0\0"}  # by hash (PEP 552), unchecked


def test_trusted_documents_lie_beside_their_reader_and_the_image_of_the_schema_beside_its(
    names: frozenset[str],
) -> None:
    documents = {
        path.relative_to(ROOT / "graphql" / "operations") for path in ROOT.glob("graphql/operations/**/*.graphql")
    }
    inside = "creditrules/api/engine/operations/"
    assert {f"{inside}{path.as_posix()}" for path in documents} == {n for n in names if n.endswith(".graphql")}
    assert "creditrules/api/schema/image/__pycache__/schema.cpython-313.image" in names


def test_it_has_no_tests_no_moto_and_nothing_of_ours_called_graphql(folder: Path, names: frozenset[str]) -> None:
    roots = {name.partition("/")[0] for name in names}
    assert "creditrules" in roots
    assert not roots & {"functions", "tests", "infra", "moto", "boto3", "bench"}
    assert [name for name in names if {"test", "tests"} & set(PurePosixPath(name).parts)] == []
    assert not any(name.startswith("creditrules/cli/") for name in names)
    assert "GraphQL-core" in (folder / "graphql" / "__init__.py").read_text("utf-8")


def test_machine_code_is_of_the_platform(each_archive: Path, folder: Path, names: frozenset[str]) -> None:
    [platform] = (each for each in PLATFORMS if each.name in each_archive.stem)
    machines = {"aarch64": 183, "x86_64": 62}  # ELF's e_machine
    code = [name for name in names if name.endswith(".so")]
    assert len(code) >= 4
    assert {int.from_bytes((folder / name).read_bytes()[18:20], "little") for name in code} == {
        machines[platform.machine]
    }


def test_it_is_not_too_large_zipped_or_unzipped(each_archive: Path) -> None:
    [archive] = ARCHIVES
    assert each_archive.stat().st_size <= archive.largest
    with ZipFile(each_archive) as packed:
        assert sum(entry.file_size for entry in packed.infolist()) < 150_000_000  # Lambda takes 250 MiB, with layers


def test_it_is_what_the_deployment_ships() -> None:
    service = read_description().service
    assert service["package"] == {"artifact": f"${{param:archives}}/{ARCHIVES[0].name}-${{param:architecture}}.zip"}
    assert service["provider"]["architecture"] == "${param:architecture}"
    assert service["params"]["default"]["archives"] == "build/package"
    assert service["params"]["default"]["architecture"] in {each.name for each in PLATFORMS}
    assert service["provider"]["runtime"] == f"python{PYTHON}"
    assert "PYTHONPATH" not in service["provider"]["environment"]
