"""The documents and versions that an answer's reasons name, each made once for the whole answer."""

from __future__ import annotations

from creditrules.api.engine.plans.keeping import Fragments
from creditrules.api.types.rule_sets import RuleSet, rule_set_of
from creditrules.api.types.versions import RuleVersion, VersionRef, version_node
from creditrules.auth import permitted
from creditrules.desk import Report, View, rule_set_key
from creditrules.eligibility import AppliedVersion
from creditrules.rules import Head

__all__ = ["AnswerNodes"]


class AnswerNodes:
    """Of one view; reasons of several products name the same rule sets again and again.

    fragments: what was written in answers that stand on the same documents, to who asks alike; None where that is not
    known, or where what this request has seen of the documents is not all of one moment.
    """

    __slots__ = ("_rule_sets", "_versions", "_view", "fragments")

    def __init__(self, view: View, report: Report) -> None:
        self._view = view
        self.fragments = _fragments(view, report.mark) if view.documents.sees(report.heads) else None
        self._rule_sets: dict[str, tuple[Head, RuleSet]] = {}
        self._versions: dict[tuple[str, int, str], RuleVersion] = {}

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


def _fragments(view: View, mark: object | None) -> Fragments | None:
    """Of who has the same rights and languages, and has asked for the same times in so many words."""
    if mark is None:
        return None
    alike = mark, permitted(view.principal), view.languages, view.said
    found: Fragments | None = view.catalogue.fragments.find(alike)
    if found is None:
        found = Fragments()
        view.catalogue.fragments.keep(alike, found)
    return found
