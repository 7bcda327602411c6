"""Documents of which a tenant has one each, and which hold for all its rules: its approval policy, its settings."""

from __future__ import annotations

from creditrules.auth import Principal
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.retrying import in_a_row, plain_words, words_of
from creditrules.desk.submitting import GivenStatement, stated, told_apart
from creditrules.document import digest_of
from creditrules.once import Once
from creditrules.records import dataclass, replace
from creditrules.rules import Activation, ActivationKind, DocumentKey, Impact, Texts
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
    once: Once | None,
    based_on: int | None,
    broken: tuple[str, ...] = (),
) -> Published:
    """Record the next version and put it in force at once; the document is made with its first version.

    broken: whose contracts it would break.
    Raises Refusal as `RuleStore.publish` and `stated` do, and INVALID "BAD_IDEMPOTENCY_KEY".
    """
    said, digest = replace(stated(statement), impact=Impact(contracts_broken=broken)), digest_of(given.content)
    tenant, key = principal.tenant, given.key
    head = catalogue.store.heads(tenant, [key]).get(key)
    if head is None:
        head = catalogue.store.create(tenant, NewDocument(key, given.name, None), principal.subject)

    def is_same(latest: Activation) -> bool:
        return latest.digest == digest and words_of(latest.statement) == words_of(said)

    nature = None if once else in_a_row(catalogue, principal, head, (digest, plain_words(said), based_on), is_same)
    publication = Publication(
        key=key,
        content=given.content,
        digest=digest,
        name=head.name,
        statement=said,
        author=principal.subject,
        kind=ActivationKind.PUBLICATION,
        valid_from=None,
        valid_until=None,
        based_on=based_on,
        **told_apart(once, nature),
    )
    return catalogue.store.publish(tenant, publication)
