"""What every machine is told: rules as texts, and how rows are to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from creditrules.document import Document, read_document, read_json
from creditrules.eligibility import CompiledRuleSet, ParametersGiven, compile_rule_set
from creditrules.errors import Diagnostic, Severity
from creditrules.population.assessor import Assessor, stand_in_product
from creditrules.population.mapping import MappingForm, read_mapping
from creditrules.records import dataclass
from creditrules.rules import Parameter, check_rule_set, read_parameter, read_product, read_rule_set

__all__ = ["BadJob", "Job", "read_job"]


class BadJob(ValueError):
    """A job that no machine can do; the message says why, with the codes of what is wrong."""


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that decides the answers, as texts in YAML or JSON, so that it goes to any machine as it is.

    moment: with a zone; what `now()` and `today()` mean, once for all machines. by: the column whose values outcomes
    are counted by. product, mapping: None for none.
    """

    rule_sets: tuple[str, ...]
    moment: datetime
    product: str | None = None
    parameters: tuple[str, ...] = ()
    mapping: str | None = None
    by: str | None = None

    def plain(self) -> dict[str, object]:
        """The job as JSON has it."""
        return {
            "ruleSets": list(self.rule_sets),
            "moment": self.moment.isoformat(),
            "product": self.product,
            "parameters": list(self.parameters),
            "mapping": self.mapping,
            "by": self.by,
        }

    def assessor(self) -> Assessor:
        """The rules, checked and compiled on this machine. Raises BadJob."""
        given = ParametersGiven(map(_parameter, self.parameters))
        compiled = [_rule_set(text, given) for text in self.rule_sets]
        if not compiled:
            raise BadJob("The job has no rule set.")
        if self.product is None:
            return Assessor(stand_in_product(compiled), "", compiled, self.moment, given.at)
        read = read_product(_document(self.product))
        _refuse(read.diagnostics)
        if read.product is None:
            raise BadJob("The job's product cannot be read.")
        return Assessor(read.product, read.digest, compiled, self.moment, given.at)

    def columns(self) -> MappingForm | None:
        """How columns become facts; None where they bear the facts' names. Raises BadJob."""
        if self.mapping is None:
            return None
        read = read_mapping(_document(self.mapping))
        _refuse(read.diagnostics)
        if read.mapping is None:
            raise BadJob("The job's mapping cannot be read.")
        return read.mapping


def read_job(text: str | bytes) -> Job:
    """A job as `Job.plain` wrote it. Raises BadJob."""
    value = read_json(text).value
    if not isinstance(value, dict):
        raise BadJob("The job is no JSON object.")
    product, mapping, by = (_text(value, name) for name in ("product", "mapping", "by"))
    rule_sets, parameters = (_texts(value, name) for name in ("ruleSets", "parameters"))
    return Job(rule_sets, _moment(value), product, parameters, mapping, by)


def _moment(value: Mapping[str, object]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value.get("moment")))
    except ValueError:
        raise BadJob("The job's moment is no time.") from None
    if moment.utcoffset() is None:
        raise BadJob("The job's moment has no zone.")
    return moment


def _texts(value: Mapping[str, object], name: str) -> tuple[str, ...]:
    listed = value.get(name) or []
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise BadJob(f"The job's {name} are no list of texts.")
    return tuple(map(str, listed))


def _text(value: Mapping[str, object], name: str) -> str | None:
    text = value.get(name)
    if text is not None and not isinstance(text, str):
        raise BadJob(f"The job's {name} is no text.")
    return text


def _rule_set(text: str, given: ParametersGiven) -> CompiledRuleSet:
    read = read_rule_set(_document(text))
    _refuse(read.diagnostics)
    if read.rule_set is None:
        raise BadJob("A rule set of the job cannot be read.")
    checked = check_rule_set(read.rule_set, given.known)
    _refuse(checked.diagnostics)
    return compile_rule_set(checked)


def _parameter(text: str) -> Parameter:
    read = read_parameter(_document(text))
    _refuse(read.diagnostics)
    if read.parameter is None:
        raise BadJob("A parameter of the job cannot be read.")
    return read.parameter


def _document(text: str) -> Document:
    document = read_document(text)
    _refuse(document.diagnostics)
    return document


def _refuse(diagnostics: Iterable[Diagnostic]) -> None:
    wrong = [one for one in diagnostics if one.severity is Severity.ERROR]
    if wrong:
        raise BadJob("\n".join(one.render() for one in wrong))
