"""Packages' front doors are opened lately, and nobody can tell but by the time it takes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from creditrules.doors import MORE_THAN_DOORS
from creditrules.handlers.libraries import LIBRARIES, OF_RECORDS, PARTS_LATE, READ_LATE

ROOT = Path(__file__).parents[1] / "functions"


@cache
def doors() -> Mapping[str, ast.Module]:
    """Every package's front, by its name."""
    fronts = sorted((ROOT / "creditrules").rglob("__init__.py"))
    named = ((".".join(path.parent.relative_to(ROOT).parts), path) for path in fronts)
    return {name: ast.parse(path.read_text("utf-8")) for name, path in named if name != "creditrules"}


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
    assert {name for name, tree in doors().items() if does_more(tree)} == MORE_THAN_DOORS


@pytest.mark.parametrize("name", [name for name, tree in doors().items() if names_of(tree)])
def test_a_door_gives_what_its_modules_have(name: str) -> None:
    door = import_module(name)
    for told, (module, its) in names_of(doors()[name]).items():
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
import creditrules.lending
assert "creditrules.lending.schedule" not in sys.modules
import creditrules.lending.schedule                                         # a module called as what it is for
assert callable(creditrules.lending.schedule), "the name of the door stays"
assert sys.modules["creditrules.lending.schedule"].schedule is creditrules.lending.schedule
from creditrules.lending import schedule
assert schedule is creditrules.lending.schedule
import creditrules.eligibility.decide
assert not any(name.startswith("creditrules.eligibility.explain") for name in sys.modules), "nobody asked for it"
"""


def test_only_what_is_asked_for_is_loaded() -> None:
    subprocess.run([sys.executable, "-c", IN_A_PROCESS], check=True, env={"PYTHONPATH": str(ROOT)})


WHAT_LIBRARIES_HAVE = """
import copy, dataclasses, pickle, sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
told = []
for package in sys.argv[2].split():
    door = import_module(package)
    for name in sorted(getattr(door, "__all__", ())) or [each for each in dir(door) if each[0] != "_"]:
        value = getattr(door, name)
        if isinstance(value, ModuleType) and not hasattr(door, "__all__"):
            continue  # one of its own that happens to be loaded
        kind = "module" if isinstance(value, ModuleType) else type(value).__name__
        home = None if kind == "module" else getattr(value, "__module__", None)
        told.append((package, name, kind, home, getattr(value, "__qualname__", None)))
from graphql import DocumentNode, NameNode, parse, print_ast
from graphql.language import ast
for path in sorted(Path(sys.argv[1]).rglob("*.graphql")):
    document = parse(path.read_text("utf-8"))
    for same in (copy.deepcopy(document), pickle.loads(pickle.dumps(document)), dataclasses.replace(document)):
        assert same == document and hash(same) == hash(document)
    told.append((path.name, repr(document.to_dict()), print_ast(document), repr(document.definitions), document.keys))
for node in vars(ast).values():
    if dataclasses.is_dataclass(node):
        parts = ((f.name, f.kw_only, f.init, f.compare) for f in dataclasses.fields(node))
        told.append((node.__name__, node.kind, node.keys, *parts))
for wrong in ((NameNode, (), {}), (NameNode, ("a",), {}), (NameNode, (), {"value": "a", "other": 1})):
    try:
        told.append(wrong[0](*wrong[1], **wrong[2]))
    except TypeError:
        told.append("refused")
try:
    NameNode(value="a").value = "b"
except dataclasses.FrozenInstanceError as error:
    told.append("frozen")
for line in told:
    print(*line) if isinstance(line, tuple) else print(line)
"""


def test_a_function_s_libraries_have_all_that_they_have_elsewhere() -> None:
    """In one process their doors open lately, and graphql-core's nodes are records; in the other nothing is done."""
    asked = [str(ROOT.parent / "graphql"), " ".join(sorted({*LIBRARIES, *PARTS_LATE}))]
    lately, plain = (
        subprocess.run(
            [sys.executable, "-c", f"{first}\n{WHAT_LIBRARIES_HAVE}", *asked],
            check=True, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)},
        ).stdout
        for first in ("import creditrules.handlers", "")
    )  # fmt: skip
    assert lately == plain
    assert len(plain.splitlines()) > 1000


@pytest.mark.parametrize(
    "module", ["graphql.utilities.coerce_input_value", "graphql.execution.execute", "graphql.validation"]
)
def test_no_order_of_imports_is_needed_where_libraries_open_lately(module: str) -> None:
    code = f"import creditrules.handlers, sys; import {module}; import strawberry; strawberry.Schema; strawberry.relay"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(ROOT)})


IN_A_FUNCTION = """
import creditrules.handlers, sys
from creditrules.bootstrap import build_app
from creditrules.store.aws import connect
assert callable(build_app) and "creditrules.desk.catalogue" in sys.modules
client = connect("eu-central-1", "http://127.0.0.1:1")
assert client.meta.service_model.operation_names and callable(client.batch_get_item)
without = {"asyncio", "botocore.docs.service", "cryptography.x509.base", "difflib", "importlib.metadata", "sqlite3",
           "graphql.execution.execute", "graphql.validation.validate", "strawberry.types", "html.parser",
           "graphql.validation.specified_rules", "cryptography.hazmat.primitives.serialization.ssh", "statistics",
           "concurrent.futures.thread", "creditrules.rules.content.wording", "creditrules.feed",
           "creditrules.rules.life.webhooks"}
assert not without & set(sys.modules), without & set(sys.modules)
"""


WHAT_FORMS_FIND = """
import dataclasses, sys
from importlib import import_module
from pathlib import Path
from creditrules.document import read_document
from creditrules.rules import read_product, read_rule_set
for module in sys.argv[2].split():
    for name, kind in sorted(vars(import_module(module)).items()):
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == module:
            fields = dataclasses.fields(kind)
            shown = [(f.name, f.init, f.repr, f.compare, f.kw_only, f.default is dataclasses.MISSING) for f in fields]
            print(module, name, kind.__hash__ is None, getattr(kind, "__slots__", None), kind.__match_args__, shown)
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    document = read_document(path.read_text("utf-8"))
    for read in (read_rule_set, read_product):
        found = read(document)
        made = getattr(found, "rule_set", None) or getattr(found, "product", None)
        print(path.name, repr(made)[:4000], found.diagnostics)
        for key in document.value if isinstance(document.value, dict) else ():
            for wrong in (7, "x", ["x"], None, {"a": 1}):
                told = read(dataclasses.replace(document, value={**document.value, key: wrong}))
                print(path.name, key, wrong, told.diagnostics)
"""


def test_forms_find_the_same_where_what_pydantic_is_made_of_are_records() -> None:
    modules = " ".join(each for each in OF_RECORDS if not each.startswith("graphql"))
    asked = [str(ROOT.parent / "examples"), modules]
    lately, plain = (
        subprocess.run(
            [sys.executable, "-c", f"{first}\n{WHAT_FORMS_FIND}", *asked],
            check=True, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)},
        ).stdout
        for first in ("import creditrules.handlers", "")
    )  # fmt: skip
    assert lately == plain
    assert plain.count("document.") > 200


def test_a_function_starts_without_what_only_others_need() -> None:
    import_environment = {"PYTHONPATH": str(ROOT), "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    subprocess.run([sys.executable, "-c", IN_A_FUNCTION], check=True, env=import_environment)


def test_what_jwt_wants_of_certificates_is_read_when_it_wants_it() -> None:
    code = """
import creditrules.handlers, sys
from jwt.algorithms import ECAlgorithm
from cryptography import x509
assert "cryptography.x509.base" not in sys.modules
assert x509.load_pem_x509_certificate.__module__
assert "cryptography.x509.base" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": str(ROOT)})
    assert "cryptography.x509" in READ_LATE


def test_keys_as_ssh_writes_them_are_read_by_what_is_loaded_for_them() -> None:
    code = """
import creditrules.handlers, sys
from jwt.algorithms import ECAlgorithm
late, written, point = sys.argv[1:]
assert late not in sys.modules
assert ECAlgorithm(ECAlgorithm.SHA256).prepare_key(written.encode()).public_numbers().x == int(point)
assert late in sys.modules
"""
    public = generate_private_key(SECP256R1()).public_key()
    written, point = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH), public.public_numbers().x
    [late] = PARTS_LATE.values()
    command = [sys.executable, "-c", code, late, written.decode(), str(point)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(ROOT)})
