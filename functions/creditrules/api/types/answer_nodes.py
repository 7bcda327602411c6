"""The documents and versions that an answer's reasons name, each made once for the whole answer."""

from __future__ import annotations

from itertools import chain

from creditrules.api.engine.plans.fragments import Fragments
from creditrules.api.types.rule_sets import RuleSet, rule_set_of
from creditrules.api.types.versions import RuleVersion, VersionRef, version_node
from creditrules.auth import permitted
from creditrules.desk import Report, View, rule_set_key
from creditrules.eligibility import AppliedParameter, AppliedVersion
from creditrules.rules import Head, parameter_name

__all__ = ["AnswerNodes"]


class AnswerNodes:
    """Of one view; reasons of several products name the same rule sets again and again.

    fragments, decisions: what was written in answers that stand on the same documents, to who asks alike, of parts of
    decisions and of whole ones, of which there are many more; None where that is not known, or where what this request
    has seen of the documents is not all of one moment.
    """

    __slots__ = ("_parameters", "_rule_sets", "_used", "_versions", "_view", "decisions", "fragments")

    def __init__(self, view: View, report: Report) -> None:
        self._view = view
        known = view.documents.sees(report.heads)
        found = _fragments(view, report.mark) if known else None
        self.fragments: Fragments | None = found[0] if found else None
        self.decisions: Fragments | None = found[1] if found else None
        self._parameters = report.parameters
        self._used: dict[int, tuple[object, tuple[object, ...] | None]] = {}
        self._rule_sets: dict[str, tuple[Head, RuleSet]] = {}
        self._versions: dict[tuple[str, int, str], RuleVersion] = {}

    def parameter(self, applied: AppliedParameter) -> tuple[object, ...] | None:
        """What it says at the valid time hangs on; None of one of which the report knows nothing."""
        found = self._parameters.get(parameter_name(applied.parameter))
        if found is None or found.applied is not applied:
            return None
        return applied, found.parameter.at(self._view.moments.valid_at)

    def parameters(self, used: tuple[AppliedParameter, ...]) -> tuple[object, ...] | None:
        """The same of several together, which are those of a product in force and so the same again and again."""
        known = self._used.get(id(used))
        if known is None:
            found = [self.parameter(each) for each in used]
            on = None if None in found else (used, *chain.from_iterable(filter(None, found)))
            known = self._used[id(used)] = (used, on)
        return known[1]

    def rule_set(self, slug: str) -> RuleSet | None:
        """A rule set as its head is now; None of one that was never made."""
        head = self._view.documents.head(rule_set_key(slug))
        if head is None:
            return None
        made = self._rule_sets.get(slug)
        if made is None or made[0] is not head:
            made = self._rule_sets[slug] = (head, rule_set_of(self._view, head))
        return made[1]

    def version(self, applied: AppliedVersion) -> RuleVersion:
        """The version that was applied."""
        which = (applied.rule_set, applied.version, applied.digest)
        made = self._versions.get(which)
        if made is None:
            node = version_node(VersionRef(self._view, rule_set_key(applied.rule_set), applied.version, applied.digest))
            assert isinstance(node, RuleVersion)  # noqa: S101  (the key is a rule set's)
            made = self._versions[which] = node
        return made


def _fragments(view: View, mark: object | None) -> tuple[Fragments, Fragments] | None:
    """Of who has the same rights and languages, and has asked for the same times in so many words."""
    if mark is None:
        return None
    alike = mark, permitted(view.principal), view.languages, view.said
    found: tuple[Fragments, Fragments] | None = view.catalogue.fragments.find(alike)
    if found is None:
        found = Fragments(), Fragments()
        view.catalogue.fragments.keep(alike, found)
    return found
