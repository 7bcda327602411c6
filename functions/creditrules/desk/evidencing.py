"""Evidence of a recorded decision, signed; for whoever may read all of it."""

from __future__ import annotations

from collections.abc import Mapping

from creditrules.auth import Action, Principal, PublicKey, Signer, may, require
from creditrules.desk.catalogue import Catalogue
from creditrules.desk.deciding import Recording, facts_gone, recording_of
from creditrules.desk.masking import Seen
from creditrules.eligibility.evidence import digests_in, evidence_core, signature_line, statement_of
from creditrules.eligibility.recording import SealedPart
from creditrules.errors import Kind, Refusal

__all__ = ["evidence_key", "evidence_of"]


def evidence_of(
    catalogue: Catalogue,
    recording: Recording | None,
    principal: Principal,
    seen: Seen,
    *,
    contents: bool = True,
    linked: bool = False,
) -> str:
    """The evidence of a decision that the principal sees: two lines, the second its signature.

    contents: those of the rules are in it, for those who read the lender's history. linked: it states that the links
    from the receipt to the chain's end follow, which the caller has to append; they tell of others' decisions.

    Raises Refusal: FORBIDDEN, also "EVIDENCE_MASKED"; UNAVAILABLE "EVIDENCE_NOT_SET_UP"; and as `recording_of` and
    `facts_gone` do.
    """
    if linked:
        require(principal, Action.AUDIT)
    signer, records = _signer(recording), recording_of(recording).records
    decision, sealed = seen.decision, seen.decision.sealed
    if seen.masked:
        raise _masked(seen)
    if sealed is None:
        raise facts_gone(decision)
    shown = contents and may(principal, Action.SEE_POLICY)
    texts = _contents(catalogue, principal.tenant, sealed) if shown else None
    end = records.chain_end(principal.tenant, decision.receipt.chain)
    core = evidence_core(decision, texts, end, catalogue.store.now(), linked=linked)
    signature = signature_line(signer.public().kid, signer.sign(statement_of(core)))
    return f"{core.decode()}\n{signature.decode()}\n"


def evidence_key(recording: Recording | None, principal: Principal) -> PublicKey:
    """The key that evidence is verified with. Raises Refusal FORBIDDEN; UNAVAILABLE "EVIDENCE_NOT_SET_UP"."""
    require(principal, Action.ASK)
    return _signer(recording).public()


def _contents(catalogue: Catalogue, tenant: str, sealed: SealedPart) -> Mapping[str, bytes]:
    return catalogue.content(tenant, sorted(digests_in(sealed.answers)))


def _signer(recording: Recording | None) -> Signer:
    if recording is None or recording.signer is None:
        message = "This service was set up without a key to sign evidence with."
        raise Refusal(Kind.UNAVAILABLE, "EVIDENCE_NOT_SET_UP", message, (), "Ask the lender's operators.")
    return recording.signer


def _masked(seen: Seen) -> Refusal:
    message = f"Evidence holds every fact, and you may not see {', '.join(seen.masked)}."
    hint = "The partner whose decision it is, or an auditor, can have it made."
    return Refusal(Kind.FORBIDDEN, "EVIDENCE_MASKED", message, ("id",), hint)
