"""What is built for others: a wheel and a source archive, what is in them, and what the command says where it lacks."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from email.message import Message
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from creditrules.cli.extras import EXTRA_OF

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "functions" / "creditrules"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
KEPT = {path.relative_to(ROOT / "functions").as_posix() for path in SOURCES.rglob("*") if path.is_file()}
SHIPPED = {
    f"creditrules/{room}/{path.relative_to(ROOT / top).as_posix()}"
    for room, top in (
        ("cli/assistants/docs", "docs"),
        ("cli/assistants/operations", "graphql/operations/assistant"),
        ("api/engine/operations", "graphql/operations"),
    )
    for path in (ROOT / top).rglob("*")
    if path.is_file()
}
"""What stands elsewhere in the repository and beside the module that reads it in the package."""
NEEDED = (
    "creditrules/py.typed",
    "creditrules/cli/demo/documents/lender.yaml",
    "creditrules/cli/demo/documents/rule-sets/behaviour-risk/5.yaml",
    "creditrules/api/http/graphiql/static/index.html",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    (path,) = built.glob("creditrules-*-py3-none-any.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def archive(built: Path) -> list[str]:
    (path,) = built.glob("creditrules-*.tar.gz")
    with tarfile.open(path) as opened:
        return [name.partition("/")[2] for name in opened.getnames()]


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (each for each in wheel.namelist() if each.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(name))


def sources(names: list[str]) -> set[str]:
    return {name for name in names if "__pycache__" not in name}


def test_the_wheel_holds_the_package_with_all_its_files_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = sources(wheel.namelist())
    assert sources(list(KEPT)) | SHIPPED == {name for name in names if ".dist-info/" not in name}
    assert names.issuperset(NEEDED)


def test_the_source_archive_holds_what_the_wheel_is_built_of_and_no_tests(archive: list[str]) -> None:
    names = sources(archive)
    assert {f"functions/{name}" for name in sources(list(KEPT))} == {n for n in names if n.startswith("functions/")}
    tops = {name.partition("/")[0] for name in names}
    assert tops == {
        "docs",
        "functions",
        "graphql",
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "pyproject.toml",
        ".gitignore",
    }


def test_both_carry_the_licence(wheel: zipfile.ZipFile, archive: list[str], metadata: Message) -> None:
    (name,) = (each for each in wheel.namelist() if each.endswith("/LICENSE"))
    assert wheel.read(name) == (ROOT / "LICENSE").read_bytes()
    assert b"Apache License" in wheel.read(name)
    assert "LICENSE" in archive
    assert metadata["License-Expression"] == "Apache-2.0"


def test_every_dependency_has_a_floor_and_those_of_the_library_are_few(metadata: Message) -> None:
    required = [line for line in metadata.get_all("Requires-Dist", []) if not line.startswith("creditrules[")]
    assert [line for line in required if ">=" not in line] == []
    alone = {re.split(r"[>=\[]", line)[0] for line in required if "extra ==" not in line}
    assert alone == {"pydantic", "pyyaml", "tzdata"}


def test_what_is_missing_is_asked_for_by_an_extra_that_brings_it() -> None:
    distributions = packages_distributions()

    def brought(extra: str) -> str:
        return " ".join(brought(each[12:-1]) if each.startswith("creditrules[") else each for each in EXTRAS[extra])

    for module, extra in EXTRA_OF.items():
        named_alike = [module.replace("_", "-")]  # of one that is not installed here, as it is in CI
        names = {*distributions.get(module, named_alike), *ALONG.get(module, ())}
        assert any(name.lower() in brought(extra).lower() for name in names), module


ALONG = {
    "botocore": ("boto3",),
    "cryptography": ("pyjwt[crypto]",),
    "graphql": ("strawberry-graphql",),
    "h11": ("uvicorn",),
}

WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
sys.argv[0] = "creditrules"
from creditrules.cli import main
main()
"""


def command_without(
    *missing: str, arguments: tuple[str, ...], env: dict[str, str], cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT.format(missing=set(missing)), *arguments]
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


def test_where_only_the_library_is_installed_the_command_says_what_to_install(environment: dict[str, str]) -> None:
    told = command_without("typer", "rich", "uvicorn", "strawberry", arguments=("version",), env=environment)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "error: This needs typer, which is not installed: pip install 'creditrules[cli]'\n"


def test_where_serving_is_not_installed_the_other_commands_go_on_and_serve_says_what_to_install(
    environment: dict[str, str],
) -> None:
    missing = ("uvicorn", "h11", "strawberry", "graphql", "jwt", "cryptography", "boto3", "botocore")
    told = command_without(*missing, arguments=("version",), env=environment)
    assert told.returncode == 0, told.stderr
    told = command_without(*missing, arguments=("--help",), env=environment)
    assert told.returncode == 0, told.stderr
    assert "evaluate" in told.stdout
    assert "Not installed: creditrules serve says why." in told.stdout
    for arguments in (("serve", "--port", "0"), ("serve", "--help"), ("sdl", "--check")):
        told = command_without(*missing, arguments=arguments, env=environment)
        assert told.returncode == 1
        assert "pip install 'creditrules[serve]'" in told.stderr
        assert "Traceback" not in told.stderr


def test_the_service_of_one_machine_needs_no_libraries_of_aws(environment: dict[str, str], tmp_path: Path) -> None:
    told = command_without("boto3", "botocore", "moto", arguments=("demo",), env=environment, cwd=tmp_path)
    assert told.returncode == 0, told.stderr


def test_rules_are_suggested_where_what_that_needs_is_installed_else_one_sentence_says_what(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "loans.csv").write_text("income,result\n1,good\n")
    asked = ("suggest", "loans.csv", "--outcome", "result", "--bad", "bad", "--out", "card.yaml")
    for missing in ("numpy", "sklearn"):
        told = command_without(missing, arguments=asked, env=environment, cwd=tmp_path)
        assert told.returncode == 1
        assert (
            told.stderr == f"error: This needs {missing}, which is not installed: pip install 'creditrules[suggest]'\n"
        )
        assert command_without(missing, arguments=("suggest", "--help"), env=environment).returncode == 0


def test_a_token_is_made_without_loading_the_service(environment: dict[str, str], tmp_path: Path) -> None:
    missing = ("strawberry", "graphql", "boto3", "botocore", "moto", "uvicorn", "openpyxl")
    told = command_without(*missing, arguments=("token",), env=environment, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("ey")


def test_a_module_of_our_own_that_is_missing_is_no_matter_of_extras(environment: dict[str, str]) -> None:
    told = command_without("decimal", arguments=("version",), env=environment)
    assert told.returncode == 1
    assert "Traceback" in told.stderr
    assert "pip install" not in told.stderr
