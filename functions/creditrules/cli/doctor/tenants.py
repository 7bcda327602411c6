"""What is kept of a lender: its versions, its compiled forms, its chains, and whether they pass through noted ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from creditrules.cli.anchors.ends import Anchors
from creditrules.cli.doctor.findings import Finding, failed, fine, tried, warned
from creditrules.clock import MOST_APART
from creditrules.eligibility import is_outdated_form, stored_rule_set
from creditrules.errors import Refusal
from creditrules.store import KeyService, Table, TenantChecks

__all__ = ["of_tenant"]


def of_tenant(
    table: Table, tenant: str, keys: KeyService | None, now: datetime, anchors: Anchors | None
) -> Iterator[Finding]:
    """All that is checked of one lender. now: by the clock that records. anchors: the ends that were noted of it."""
    made: list[TenantChecks] = []

    def read() -> Iterator[Finding]:
        made.append(TenantChecks(table, tenant, keys))
        if made[0].last_recorded() is None:
            yield warned(f"versions of {tenant}", "Nothing is kept of this lender.", "Look at its spelling.")

    yield from tried(f"versions of {tenant}", read)
    for checks in made:
        looks: dict[str, Callable[[str], Iterator[Finding]]] = {
            "import": partial(_import, checks),
            "stamps": partial(_stamps, checks, now),
            "versions": partial(_versions, checks),
            "forms": partial(_forms, checks),
            "chains": partial(_chains, checks),
            "facts": partial(_facts, checks),
            **({"anchors": partial(_anchored, checks, anchors)} if anchors is not None else {}),
        }
        for name, look in looks.items():
            yield from tried(f"{name} of {tenant}", partial(look, f"{name} of {tenant}"))


def _import(checks: TenantChecks, check: str) -> Iterator[Finding]:
    if checks.import_begun():
        message = "An import of it was begun here and is not ended."
        yield failed(check, message, "Run the same `creditrules tenant import` again: it goes on.")


def _stamps(checks: TenantChecks, now: datetime, check: str) -> Iterator[Finding]:
    last = checks.last_recorded()
    if last is not None and last - now > MOST_APART:
        yield failed(
            check,
            f"Something is recorded as of {last:%Y-%m-%d %H:%M:%S} UTC, which is yet to come by this clock.",
            "One of the two clocks is wrong: set this one by NTP. What is recorded until then comes after it.",
        )


def _versions(checks: TenantChecks, check: str) -> Iterator[Finding]:
    yield fine(check, f"{checks.versions()} versions, each with its content.")
    for slug, content in checks.latest_rule_sets():
        try:
            stored_rule_set(content)
        except Refusal as refused:
            yield failed(
                check,
                f"The latest version of the rule set '{slug}' cannot be used by this release [{refused.code}].",
                "Run the release that published it, and publish a version that this one takes.",
            )


def _forms(checks: TenantChecks, check: str) -> Iterator[Finding]:
    count = checks.outdated_forms(is_outdated_form)
    if count:
        message = f"{count} contents have compiled forms of an earlier release alone."
        yield warned(
            check, message, "Nothing has to be done: the first question about each makes them anew, and is slow."
        )
    else:
        yield fine(check, "No compiled form is of an earlier release alone.")


def _chains(checks: TenantChecks, check: str) -> Iterator[Finding]:
    documents, links = checks.documents()
    decisions = checks.decisions()
    message = f"The chains hold: {links} links of {documents} documents, {decisions} of decisions and erasures."
    yield fine(check, message)


def _facts(checks: TenantChecks, check: str) -> Iterator[Finding]:
    if checks.opened():
        yield fine(check, "The keys open what is sealed.")


def _anchored(checks: TenantChecks, anchors: Anchors, check: str) -> Iterator[Finding]:
    lost = [
        f"{kind} {slug}"
        for (kind, slug), end in anchors.ends.items()
        if checks.link_hash(kind, slug, end.number) != end.hash
    ]
    if lost:
        message = f"{len(lost)} chains do not pass through the ends that were noted: {', '.join(lost[:3])}."
        advice = (
            "History was rewritten, or is of a backup from before: `creditrules audit verify --all --anchor` says more."
        )
        yield failed(check, message, advice)
    else:
        yield fine(check, f"The chains pass through all {len(anchors.ends)} ends that were noted.")
