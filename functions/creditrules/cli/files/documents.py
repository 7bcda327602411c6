"""Files on disk as rule sets, decision models, products and mappings, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from creditrules.cli.files.parameters import parameters_among, perhaps_elsewhere
from creditrules.clock import utc_now
from creditrules.dmn import USUAL_WEIGHTS, CheckedModel, check_model, locate, read_model
from creditrules.dmn.analysis import verify_model
from creditrules.dmn.exchange.xml import read_models
from creditrules.document import Document, read_json, read_yaml
from creditrules.eligibility import (
    NO_CASES,
    CompiledRuleSet,
    Coverage,
    Generated,
    ParametersGiven,
    compile_rule_set,
    covered,
    generate_cases,
    none_at,
    run_cases,
    verify_compiled,
)
from creditrules.errors import Diagnostic, Severity
from creditrules.population import MappingForm, read_mapping
from creditrules.rules import (
    ChangeForm,
    CheckedRuleSet,
    Declaration,
    ExperimentForm,
    Parameter,
    ProductForm,
    RuleSetRead,
    check_price,
    check_rule_set,
    clashes,
    located,
    read_change,
    read_experiment,
    read_parameter,
    read_product,
    read_rule_set,
    split_change,
)

__all__ = [
    "CheckedFile",
    "check_file",
    "check_files",
    "check_sources",
    "check_text",
    "is_dmn",
    "read_sources",
]

_LARGEST = 64 * 1024 * 1024
_DMN = {".dmn", ".xml"}
_NOT_HERE = "dmn.xml.import"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file. Just one of its kinds, from rule_set to mapping, is there, or none when there are errors.

    compiled: the rule set, compiled when it is first asked for. cases: how many test cases of it were run. proved: how
    many of its properties. covered: what the cases reach. generated: at most so many new cases. declared: what a rule
    set asks callers for, each with its line in the file.
    """

    name: str
    text: str
    diagnostics: tuple[Diagnostic, ...]
    compiled: Callable[[], CompiledRuleSet] | None = None
    cases: int = 0
    proved: int = 0
    covered: Callable[[], Coverage] | None = None
    generated: Callable[[int], Generated] | None = None
    product: ProductForm | None = None
    product_digest: str = ""
    parameter: Parameter | None = None
    experiment: ExperimentForm | None = None
    mapping: MappingForm | None = None
    change: ChangeForm | None = None
    model: CheckedModel | None = None
    declared: tuple[Declaration, ...] = ()

    @property
    def rule_set(self) -> CompiledRuleSet | None:
        """The rule set, ready to be asked."""
        return None if self.compiled is None else self.compiled()

    @property
    def ok(self) -> bool:
        """Whether nothing found is an error."""
        return not any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)


def is_dmn(path: Path) -> bool:
    """Whether the ending says DMN."""
    return path.suffix.lower() in _DMN


def check_file(path: Path) -> CheckedFile:
    """Read and check a file of any kind that creditrules knows."""
    return check_files([path])[0]


def check_files(paths: Sequence[Path]) -> list[CheckedFile]:
    """The same for several, in their order; DMN files find what they import among the others."""
    return check_sources(paths, read_sources(paths))


def read_sources(paths: Sequence[Path]) -> dict[Path, bytes | CheckedFile]:
    """What is in the files, or why one cannot be read."""
    return {path: _bytes(path) for path in paths}


def check_sources(paths: Sequence[Path], sources: Mapping[Path, bytes | CheckedFile]) -> list[CheckedFile]:
    """`check_files` for files whose content is here already."""
    dmn = {str(path): data for path, data in sources.items() if isinstance(data, bytes) and is_dmn(path)}
    given = parameters_among(data for data in sources.values() if isinstance(data, bytes))
    return beside_each_other([_checked(path, sources[path], dmn, given) for path in paths])


def beside_each_other(files: Sequence[CheckedFile]) -> list[CheckedFile]:
    """The files with what contradicts in the facts of those that are of different rule sets."""
    every = [declaration for file in files for declaration in file.declared]
    return [
        replace(file, diagnostics=(*file.diagnostics, *_clashes(file, every))) if file.declared else file
        for file in files
    ]


def _clashes(file: CheckedFile, every: Sequence[Declaration]) -> Iterator[Diagnostic]:
    own = file.declared[0].rule_set
    others = [declaration for declaration in every if declaration.rule_set != own]
    lines = {declaration.place: declaration.line for declaration in file.declared}
    for clash in clashes(file.declared, others) if others else ():
        yield replace(clash, line=lines.get(clash.place), column=1 if lines.get(clash.place) else None)


def _declared(name: str, read: RuleSetRead, checked: CheckedRuleSet) -> tuple[Declaration, ...]:
    slug = checked.rule_set.form.rule_set
    facts = checked.model.stated
    lines = [found.line for found in read.located(Diagnostic("", "", place=f"facts.{fact.name}") for fact in facts)]
    return tuple(
        Declaration(fact, slug, 0, f"{name}:{line}" if line else name, line)
        for fact, line in zip(facts, lines, strict=True)
    )


def _bytes(path: Path) -> bytes | CheckedFile:
    try:
        if path.stat().st_size > _LARGEST:
            return _failed(str(path), "document.too-large", f"The file has more than {_LARGEST} bytes.")
        return path.read_bytes()
    except OSError as error:
        return _failed(str(path), "file.unreadable", f"The file cannot be read: {error.strerror or error}.")


def _checked(path: Path, data: bytes | CheckedFile, dmn: Mapping[str, bytes], given: ParametersGiven) -> CheckedFile:
    if isinstance(data, CheckedFile):
        return data
    if is_dmn(path):
        return _dmn(str(path), dmn)
    try:
        return check_text(str(path), data.decode("utf-8"), given)
    except UnicodeDecodeError:
        return _failed(str(path), "document.encoding", "The file is not UTF-8 text.")


def _dmn(name: str, files: Mapping[str, bytes]) -> CheckedFile:
    read = read_models({name: files[name]})
    if len(files) > 1 and any(one.code == _NOT_HERE for one in read.diagnostics):
        read = read_models(files, name)
    if read.model is None:
        return CheckedFile(name, "", read.diagnostics)
    checked = check_model(read.model)
    flaws = verify_model(checked, nulls=False).told(USUAL_WEIGHTS)
    return CheckedFile(name, "", (*read.diagnostics, *read.located((*checked.diagnostics, *flaws))), model=checked)


def check_text(name: str, text: str, given: ParametersGiven | None = None) -> CheckedFile:
    """The same for a text; `name` decides between YAML and JSON by its ending.

    given: the parameters beside it; None where nothing is to be said of those that are not there.
    """
    document = read_json(text) if name.lower().endswith(".json") else read_yaml(text)
    value = document.value
    if not document.ok:
        return CheckedFile(name, text, document.diagnostics)
    if isinstance(value, dict) and "ruleSet" in value:
        return _rule_set(name, text, document, given)
    if isinstance(value, dict) and "product" in value:
        return _product(name, text, document, given)
    if isinstance(value, dict) and "parameter" in value:
        return _parameter(name, text, document)
    if isinstance(value, dict) and "experiment" in value:
        return _experiment(name, text, document)
    if isinstance(value, dict) and "columns" in value:
        mapping = read_mapping(document)
        return CheckedFile(name, text, mapping.diagnostics, mapping=mapping.mapping)
    if isinstance(value, dict) and "decisions" in value:
        return _model(name, text, document, value)
    hint = (
        "At the top a rule set has `ruleSet:`, a model `decisions:`, a product `product:`, a parameter `parameter:`, "
        "an experiment `experiment:`, a mapping `columns:`."
    )
    message = "The file is no rule set, decision model, product, parameter, experiment or mapping."
    return _failed(name, "file.unknown-kind", message, hint)


def _failed(name: str, code: str, message: str, hint: str = "") -> CheckedFile:
    return CheckedFile(name, "", (Diagnostic(code, message, hint),))


def _model(name: str, text: str, document: Document, value: Mapping[str, object]) -> CheckedFile:
    read = read_model(value)
    found = locate(read.diagnostics, read.paths, document)
    if read.model is None:
        return CheckedFile(name, text, found)
    checked = check_model(read.model)
    flaws = verify_model(checked).told(USUAL_WEIGHTS)
    told = (*found, *locate((*checked.diagnostics, *flaws), read.paths, document))
    return CheckedFile(name, text, told, model=checked)


def _rule_set(name: str, text: str, document: Document, given: ParametersGiven | None) -> CheckedFile:
    change, faults = _change(document)
    read = read_rule_set(document)
    if read.rule_set is None:
        return CheckedFile(name, text, (*read.diagnostics, *faults), change=change)
    checked = check_rule_set(read.rule_set, given.known if given else None)
    checked = replace(checked, diagnostics=tuple(map(perhaps_elsewhere, checked.diagnostics)))
    found = (*read.diagnostics, *read.located(checked.diagnostics))
    if not checked.ok:
        return CheckedFile(name, text, (*found, *faults), change=change)
    tests, compiled = read.rule_set.form.tests, cache(partial(compile_rule_set, checked))
    moment, parameters = _moment(change), given.at if given else none_at
    verified = verify_compiled(compiled(), moment, parameters)
    found = (*found, *read.located(verified.verification.told(USUAL_WEIGHTS)))
    properties = read.rule_set.form.properties
    cases = read.located(run_cases(compiled(), moment, parameters) if tests or properties else (NO_CASES,))
    told, declared = (*found, *cases, *faults), _declared(name, read, checked)
    return CheckedFile(
        name,
        text,
        told,
        compiled=compiled,
        cases=len(tests),
        proved=verified.proved
        + len(properties)
        - sum(found.code in {"properties.refuted", "properties.searched"} for found in cases),
        covered=lambda: covered(compiled(), moment, parameters),
        generated=lambda most: generate_cases(compiled(), moment, parameters, most),
        change=change,
        declared=declared,
    )


def _product(name: str, text: str, document: Document, given: ParametersGiven | None) -> CheckedFile:
    change, faults = _change(document)
    read = read_product(document)
    priced = check_price(read.product, given.known) if given and read.product else ()
    told = (*read.diagnostics, *located(map(perhaps_elsewhere, priced), document), *faults)
    return CheckedFile(name, text, told, product=read.product, product_digest=read.digest, change=change)


def _parameter(name: str, text: str, document: Document) -> CheckedFile:
    change, faults = _change(document)
    read = read_parameter(document)
    return CheckedFile(name, text, (*read.diagnostics, *faults), parameter=read.parameter, change=change)


def _experiment(name: str, text: str, document: Document) -> CheckedFile:
    change, faults = _change(document)
    read = read_experiment(document)
    return CheckedFile(name, text, (*read.diagnostics, *faults), experiment=read.form, change=change)


def _change(document: Document) -> tuple[ChangeForm | None, tuple[Diagnostic, ...]]:
    _, written = split_change(document.value)
    if written is None:
        return None, ()
    change, faults = read_change(written)
    return change, located(faults, document)


def _moment(change: ChangeForm | None) -> datetime:
    return change.valid_from if change and change.valid_from else utc_now()
