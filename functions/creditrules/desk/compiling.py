"""Stored rule sets compiled: by the form that was kept beside their content, or else by the content, and kept then."""

from __future__ import annotations

from contextlib import suppress

from creditrules.eligibility import FORM, CompiledRuleSet, compiled_form, from_form, is_outdated_form, stored_rule_set
from creditrules.errors import Refusal
from creditrules.rules.ports import LARGE_CONTENT, RuleStore

__all__ = ["compile_by_form", "keep_form"]


def compile_by_form(store: RuleStore, tenant: str, content: bytes, form: bytes | None) -> CompiledRuleSet:
    """A large rule set that is stored. form: what was kept beside its content; where that serves not, one is kept.

    Raises Refusal UNAVAILABLE "CONTENT_UNREADABLE".
    """
    by_form = None if form is None else from_form(content, form)
    if by_form is not None:
        return by_form
    compiled = stored_rule_set(content)
    keep_form(store, tenant, compiled.rule_set.digest, compiled)
    return compiled


def keep_form(store: RuleStore, tenant: str, digest: str, compiled: CompiledRuleSet) -> None:
    """Have other processes find what was compiled of a stored content, where that is large.

    A store that cannot take it now is left alone: whoever compiles the content next tries again.
    """
    form = compiled_form(compiled) if len(compiled.rule_set.content) >= LARGE_CONTENT else None
    if form is not None:
        with suppress(Refusal):
            store.keep_form(tenant, digest, FORM, form, is_outdated_form)
