"""Packages' front doors are opened lately, and nobody can tell but by the time it takes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from creditrules.doors import MORE_THAN_DOORS

ROOT = Path(__file__).parents[1] / "functions"


def doors() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "creditrules").rglob("__init__.py")):
        name = ".".join(path.parent.relative_to(ROOT).parts)
        if name != "creditrules":
            yield name, ast.parse(path.read_text("utf-8"))


def names_of(tree: ast.Module) -> dict[str, tuple[str, str]]:
    return {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def does_more(tree: ast.Module) -> bool:
    """Whether there is anything but imports, the docstring and `__all__`."""
    return any(
        not isinstance(node, ast.ImportFrom | ast.Expr)
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        for node in tree.body
    )


def test_packages_that_work_with_what_they_import_are_known() -> None:
    assert {name for name, tree in doors() if does_more(tree)} == MORE_THAN_DOORS


@pytest.mark.parametrize("name", [name for name, tree in doors() if names_of(tree)])
def test_a_door_gives_what_its_modules_have(name: str) -> None:
    door = import_module(name)
    for told, (module, its) in names_of(dict(doors())[name]).items():
        if not module.startswith("creditrules"):
            continue
        found, home = getattr(door, told), import_module(module)
        assert found is (getattr(home, its) if module != name else sys.modules[f"{module}.{its}"]), told
        assert told in dir(door)
        assert told in door.__dict__


def test_what_is_not_there_is_told_as_of_any_module() -> None:
    with pytest.raises(AttributeError, match=r"module 'creditrules.desk' has no attribute 'nothing'"):
        import_module("creditrules.desk").nothing  # noqa: B018
    with pytest.raises(ImportError, match=r"cannot import name 'nothing' from 'creditrules.desk'"):
        exec("from creditrules.desk import nothing")  # noqa: S102


IN_A_PROCESS = """
import sys
import creditrules.eligibility
assert "creditrules.eligibility.decide" not in sys.modules
import creditrules.eligibility.decide                                       # a module called as what it is for
assert callable(creditrules.eligibility.decide), "the name of the door stays"
assert sys.modules["creditrules.eligibility.decide"].decide is creditrules.eligibility.decide
from creditrules.eligibility import decide
assert decide is creditrules.eligibility.decide
assert not any(name.startswith("creditrules.eligibility.explain") for name in sys.modules), "nobody asked for it"
"""


def test_only_what_is_asked_for_is_loaded() -> None:
    subprocess.run([sys.executable, "-c", IN_A_PROCESS], check=True, env={"PYTHONPATH": str(ROOT)})
