"""The documents and versions that an answer's reasons name, each made once for the whole answer."""

from __future__ import annotations

from creditrules.api.types.rule_sets import RuleSet, rule_set_of
from creditrules.api.types.versions import RuleVersion, VersionRef, version_node
from creditrules.desk import View, rule_set_key
from creditrules.eligibility import AppliedVersion
from creditrules.rules import Head

__all__ = ["AnswerNodes"]


class AnswerNodes:
    """Of one view; reasons of several products name the same rule sets again and again."""

    __slots__ = ("_rule_sets", "_versions", "_view")

    def __init__(self, view: View) -> None:
        self._view = view
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
