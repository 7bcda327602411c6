"""Documents of which a tenant has one each, and which hold for all its rules: its approval policy, its settings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from creditrules.auth import Principal
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.submitting import GivenStatement, once_unless, stated
from creditrules.document import digest_of
from creditrules.rules import ActivationKind, DocumentKey, Impact, Texts
from creditrules.rules.ports import NewDocument, Publication, Published

__all__ = ["PolicyContent", "record_policy"]


@dataclass(frozen=True, slots=True)
class PolicyContent:
    """What is to be recorded: a canonical form, of which document, called how."""

    key: DocumentKey
    name: Texts
    content: bytes


def record_policy(
    catalogue: Catalogue,
    principal: Principal,
    given: PolicyContent,
    statement: GivenStatement,
    retry_key: str | None,
    based_on: int | None,
    broken: tuple[str, ...] = (),
) -> Published:
    """Record the next version and put it in force at once; the document is made with its first version.

    broken: whose contracts it would break.
    Raises Refusal as `RuleStore.publish` and `stated` do, and INVALID "BAD_IDEMPOTENCY_KEY".
    """
    said, once = replace(stated(statement), impact=Impact(contracts_broken=broken)), once_unless(retry_key)
    tenant, key = principal.tenant, given.key
    head = catalogue.store.heads(tenant, [key]).get(key)
    if head is None:
        head = catalogue.store.create(tenant, NewDocument(key, given.name, None), principal.subject)
    publication = Publication(
        key=key,
        content=given.content,
        digest=digest_of(given.content),
        name=head.name,
        statement=said,
        author=principal.subject,
        kind=ActivationKind.PUBLICATION,
        valid_from=None,
        valid_until=None,
        retry_key=once,
        based_on=based_on,
    )
    return catalogue.store.publish(tenant, publication)
