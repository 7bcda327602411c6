"""Decisions on record as clients see them: what was answered, on what, and the receipt that proves it."""

# ruff: noqa: D101 - a type's description says what its docstring would, where clients read it

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from creditrules.api.context import RequestContext
from creditrules.api.types.applied_parameters import RecordedParameter, recorded_parameter
from creditrules.api.types.beside import RestsOn, rests_on_in
from creditrules.api.types.declaring import Info, Private, strawberry
from creditrules.api.types.enums import Aspect, Category, FactsState, Outcome
from creditrules.api.types.facts import RetiredFact, retired_facts
from creditrules.api.types.global_ids import record_id
from creditrules.api.types.helps import ChangesThatHelp, changes_that_would_have_helped
from creditrules.api.types.node import Node
from creditrules.api.types.notices import Notice, NoticeLocale, PackAsked, notice_text_of
from creditrules.api.types.offers import Offer, OfferNote, RequestMade, notes_in, offer_in, request_in
from creditrules.api.types.permissions import needs
from creditrules.api.types.proof_enums import PossibleOutcomesBasis
from creditrules.api.types.recorded_reasons import (
    RecordedPrincipalReason,
    RecordedReason,
    principal_of_record,
    reasons_of_record,
)
from creditrules.api.types.resolved import field, told
from creditrules.api.types.reviews import Review, review_of
from creditrules.api.types.scalars import JSON
from creditrules.api.types.terms import Terms
from creditrules.api.types.told_enums import RuleChoice
from creditrules.api.types.trials import DecisionExperiment, DecisionShadow, met_of, shadow_of
from creditrules.auth import Action, PublicKey
from creditrules.desk import (
    Expected,
    Seen,
    View,
    evidence_of,
    experiments_met,
    notice_of,
    reviews_of,
    shadows_beside,
    without_rules,
)
from creditrules.desk import Replay as DomainReplay
from creditrules.document import given_out
from creditrules.eligibility import Difference, PlainAnswer, possible_basis_in
from creditrules.rules import DocumentKind

__all__ = [
    "AnswerDifference",
    "DecisionReceipt",
    "EvidenceKey",
    "RecordedAnswer",
    "RecordedDecision",
    "RecordedVersion",
    "Replay",
    "answer_of",
    "difference_of",
    "evidence_key_of",
    "recorded_of",
    "replay_of",
]


@strawberry.type(
    description=(
        "Proof that a decision was recorded: its link in one of the lender's sixteen chains. Keep it: whoever changes "
        "or removes the record later cannot change what you hold."
    ),
    directives=needs(Action.ASK),
)
class DecisionReceipt:
    chain: str = strawberry.field(
        description="Which chain: the first digit of the decision's `digest`, or the first two."
    )
    number: int = strawberry.field(description="The link's place in its chain, counted from 1.")
    recorded_at: datetime = strawberry.field(description="When it was recorded; rises strictly along a chain.")
    hash: str = strawberry.field(
        description="SHA-256 of the bytes of `previous` followed by `text` in ASCII, in hexadecimal."
    )
    previous: str = strawberry.field(description="Hash of the link before it; zeros before the first.")
    text: str = strawberry.field(
        description=(
            "What the link says, JSON. Its `factsDigest`, `traceDigest` and, where something was asked for, "
            "`requestsDigest` are SHA-256 of the canonical form (JSON in UTF-8, names sorted, no blanks) of an object "
            "of the decision's `salt` and its `facts`, `trace` or `requests`, as you get them. "
            'Where it does not say `"numbers": "texts"`, numbers were digested as numbers.'
        )
    )


@strawberry.type(description="A version of a rule set that a recorded decision rests on.", directives=needs(Action.ASK))
class RecordedVersion:
    rule_set: str = strawberry.field(description="Slug of the rule set.")
    category: Category = strawberry.field(description="Why the rule set exists.")
    number: int = strawberry.field(description="Number of the version.")
    digest: str = strawberry.field(description="SHA-256 of its canonical form.")
    pinned: bool = strawberry.field(description="Whether the caller chose it in place of the version in force.")


@strawberry.type(
    description="The answer for one product, as it was recorded or as a replay gives it.", directives=needs(Action.ASK)
)
class RecordedAnswer:
    product: str = strawberry.field(description="Slug of the product.")
    product_digest: str = strawberry.field(description="SHA-256 of the product's canonical form.")
    outcome: Outcome = strawberry.field(description="The severest intervention, or UNDETERMINED.")
    possible_outcomes: list[Outcome] = strawberry.field(
        description="The outcome alone, or, when UNDETERMINED, all that were possible."
    )
    possible_outcomes_basis: PossibleOutcomesBasis = strawberry.field(
        description="How it was known which outcomes were possible, and which missing facts counted."
    )
    terms: Terms | None = strawberry.field(
        description="The terms of an open or paused product; null otherwise, and once the facts are gone."
    )
    reasons: list[RecordedReason] = strawberry.field(description="Why, the severest first.")
    principal_reasons: list[RecordedPrincipalReason] | None = strawberry.field(
        description=(
            "The reasons that counted most, as they were worked out when the decision was made. Null where they were "
            "not recorded, as in decisions of earlier releases and in `whatChanged`, and once the facts are gone: "
            "`replay` works them out again."
        )
    )
    principal_method: str | None = strawberry.field(
        description="Name and version of the method by which they were ordered; null where they are."
    )
    missing_facts: list[str] = strawberry.field(
        description="Facts not given that could have changed it; empty once the facts are gone."
    )
    applied_versions: list[RecordedVersion] = strawberry.field(description="The versions that it rests on.")
    applied_parameters: list[RecordedParameter] = strawberry.field(
        description="The versions of the parameters that these rule sets use."
    )
    warnings: list[str] = strawberry.field(
        description="What to know about how it came about; masked as facts are, empty once the facts are gone."
    )
    alternatives: list[str] = strawberry.field(
        description="Slugs of other products that were open; empty once the facts are gone."
    )
    rests_on: list[RestsOn] = strawberry.field(
        description="Facts whose source was told and that it rests on; empty once the facts are gone."
    )
    request: RequestMade | None = strawberry.field(
        description="What was asked of the product; null where nothing was, and once the facts are gone."
    )
    offer: Offer | None = strawberry.field(
        description="What was offered; null where nothing was, and once the facts are gone."
    )
    offer_notes: list[OfferNote] = strawberry.field(
        description="In what it differed from what was asked for, or why there was none; empty once the facts are gone."
    )


@strawberry.type(description="A decision on record.", directives=needs(Action.READ_OWN_DECISIONS))
class RecordedDecision(Node):
    seen: Private[Seen]
    view: Private[View]
    digest: str = strawberry.field(
        description="What receipts, chains, evidence and notices call it: 64 hexadecimal digits."
    )
    author: str = strawberry.field(description="The partner that asked: the subject of its token.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    valid_at: datetime = strawberry.field(description="The valid time that the answer holds for.")
    known_at: datetime = strawberry.field(description="The recorded time that the answer holds for.")
    rules_chosen_by: list[RuleChoice] = strawberry.field(
        description=(
            "By what the partner chose the rules, as the lender lets it; empty where they are those of the moment."
        )
    )
    retired_facts: list[RetiredFact] = strawberry.field(
        description="Facts given that no rule asked for any more: leave them out before they are refused."
    )
    facts_state: FactsState = strawberry.field(description="Whether the facts are still there.")
    facts_expire_at: datetime = strawberry.field(description="When their retention is over.")
    facts: JSON | None = strawberry.field(
        description=(
            'The facts as they were given, numbers as texts, masked ones as "***"; null once they are gone. The '
            "receipt's factsDigest is taken of them."
        )
    )
    masked_facts: list[str] = strawberry.field(description="Sensitive facts whose values you may not see.")
    salt: str | None = strawberry.field(
        description="What the receipt's digests are salted with; null once the facts are gone, or where one is masked."
    )
    trace: JSON | None = strawberry.field(
        description=(
            "All that was answered, as the receipt's traceDigest is taken of it, numbers as texts; null where `salt` "
            "is."
        )
    )
    requests: JSON | None = strawberry.field(
        description=(
            "What was asked for, by product, as the receipt's requestsDigest is taken of it; null where nothing was, "
            "or where `salt` is."
        )
    )
    withheld: JSON | None = strawberry.field(
        description=(
            "What of the answers was told to none but those who may see the lender's policy, distances and numbers of "
            "lifts, as the receipt's withheldDigest is taken of it with `withheldSalt`; null where `salt` is, and "
            "where there is nothing."
        ),
        directives=needs(Action.SEE_POLICY),
    )
    withheld_salt: str | None = strawberry.field(
        description="What that digest is salted with; null where `withheld` is.", directives=needs(Action.SEE_POLICY)
    )
    engine: str | None = strawberry.field(
        description="The release of creditrules that gave the answer; null where its record does not say."
    )
    answers: list[RecordedAnswer] = strawberry.field(description="One for each product, in the order asked.")
    receipt: DecisionReceipt = strawberry.field(description="The proof that it was recorded.")

    @field
    def evidence(
        self,
        info: Info[RequestContext, None],
        *,
        contents: Annotated[
            bool, strawberry.argument(description="Whether the contents of the rules are in it, if you may see them.")
        ] = True,
        linked: Annotated[
            bool,
            strawberry.argument(
                description=(
                    "Whether it is to state that the links from the receipt to the chain's end follow, which you "
                    "append then, as an export writes them, from `decisionChains`; for those who may audit."
                )
            ),
        ] = False,
    ) -> str:
        """A signed file that proves the decision to whoever has the `evidenceKey`: question, answer, receipt, rules.

        Refused where a fact is masked for you, and once the facts are gone. Once a request. `creditrules evidence`
        writes it, `creditrules verify` checks it.
        """
        context = info.context
        context.only_once("evidence")
        made = evidence_of(
            context.catalogue, context.recording, context.principal, self.seen, contents=contents, linked=linked
        )
        return self.view.documents.give_out(made)

    @field
    def notice(
        self,
        info: Info[RequestContext, None],
        pack: PackAsked,
        locale: NoticeLocale,
        product: Annotated[
            str | None, strawberry.argument(description="Which answer; needed where there are several.")
        ] = None,
    ) -> Notice | None:
        """What an applicant is told of a decision against them; refused, with all that is missing, if not whole."""
        context = info.context
        made = notice_of(self.view, context.recording, self.digest, pack, locale, product)
        return notice_text_of(made) if made else None

    @field
    def changes_that_help(
        self,
        info: Info[RequestContext, None],
        product: Annotated[
            str | None, strawberry.argument(description="Which answer; needed where there are several.")
        ] = None,
    ) -> ChangesThatHelp | None:
        """The smallest changes of facts that would have reached a better outcome, at its times and with its versions.

        Null for ALLOW, and where facts were missing. It is worked out when it is asked for, and is on no record.
        Refused once the facts are gone, and where it rests on sensitive facts that you may not see.
        """
        context = info.context
        return changes_that_would_have_helped(self.view, context.recording, self.digest, product)

    @field
    def experiments(self) -> list[DecisionExperiment]:
        """The experiments that it met; for partners those alone that the lender publishes."""
        return [met_of(self.view, each) for each in experiments_met(self.view, self.seen.decision)]

    @field(needs=Action.READ_DECISIONS)
    def shadows(self, info: Info[RequestContext, None]) -> list[DecisionShadow]:
        """What shadows said beside it; none once the facts are gone. Refused to partners. Once a request."""
        info.context.only_once("shadows")
        return [shadow_of(each) for each in shadows_beside(self.view, info.context.recording, self.digest)]

    @field
    def reviews(self, info: Info[RequestContext, None]) -> list[Review]:
        """Reviews by a person that were asked for, oldest first, with what they came to; at most 20."""
        context = info.context
        return [review_of(each) for each in reviews_of(context.recording, context.principal, self.digest)]


@strawberry.type(description="The public key that evidence is verified with.", directives=needs(Action.ASK))
class EvidenceKey:
    kid: str = strawberry.field(description="Its name, as evidence gives it: its thumbprint (RFC 7638).")
    pem: str = strawberry.field(description="The key, on the curve P-256, for ES256: SubjectPublicKeyInfo in PEM.")


def evidence_key_of(key: PublicKey) -> EvidenceKey:
    """The key as clients get it."""
    return EvidenceKey(kid=key.kid, pem=key.pem())


@strawberry.type(
    description="One aspect in which an answer differs from another, as a replay from what was recorded.",
    directives=needs(Action.ASK),
)
class AnswerDifference:
    product: str = strawberry.field(description="Slug of the product.")
    aspect: Aspect = strawberry.field(description="In what.")
    before: JSON | None = strawberry.field(description="As it was; null where there was nothing, as in terms.")
    after: JSON | None = strawberry.field(description="As it is now; null where there is nothing.")


@strawberry.type(description="A recorded decision evaluated again.", directives=needs(Action.READ_OWN_DECISIONS))
class Replay:
    valid_at: datetime = strawberry.field(description="The valid time of the replay.")
    known_at: datetime = strawberry.field(description="The recorded time of the replay.")
    as_it_was: bool = strawberry.field(description="Whether the very contents on record were applied.")
    same: bool = strawberry.field(description="Whether it says what was recorded, in every aspect.")
    differences: list[AnswerDifference] = strawberry.field(description="Where it differs, product by product.")
    answers: list[RecordedAnswer] = strawberry.field(description="What it gives, one for each product.")
    recorded_engine: str | None = strawberry.field(
        description="The release that gave the recorded answer; null where its record does not say."
    )
    engine: str = strawberry.field(description="The release that evaluated it again: another may be why it differs.")


def recorded_of(view: View, seen: Seen) -> RecordedDecision:
    """A decision on record as its reader may see it."""
    decision, sealed = seen.decision, seen.decision.sealed
    withheld = sealed.withheld if sealed else None
    return told(
        RecordedDecision,
        decision,
        id=record_id("RecordedDecision", decision.id, said=view.said),
        digest=decision.id,
        seen=seen,
        view=view,
        facts_expire_at=decision.expires_at,
        rules_chosen_by=[RuleChoice(each) for each in decision.chosen],
        retired_facts=retired_facts(decision.retired),
        facts=None if sealed is None else JSON(given_out(sealed.facts)),
        masked_facts=seen.masked,
        salt=sealed.salt or None if sealed else None,
        trace=JSON(given_out(sealed.answers)) if sealed and sealed.salt else None,
        requests=JSON(given_out(sealed.requests)) if sealed and sealed.salt and sealed.requests else None,
        withheld=JSON(given_out(withheld.answers)) if withheld else None,
        withheld_salt=withheld.salt if withheld else None,
        answers=[answer_of(view, each) for each in seen.answers],
        receipt=told(DecisionReceipt, decision.receipt, recorded_at=decision.recorded_at),
    )


def replay_of(view: View, done: DomainReplay) -> Replay:
    """A replay as its reader may see it."""
    found = [difference_of(view, each) for each in done.differences]
    answers = [answer_of(view, each) for each in done.answers]
    return told(Replay, done, same=not done.differences, differences=found, answers=answers)


def difference_of(view: View, found: Difference) -> AnswerDifference:
    """A difference between two answers, as its reader may see it."""
    found = found if view.sees_policy else without_rules(found)
    return told(AnswerDifference, found, before=JSON(found.before), after=JSON(found.after))


_RULE_SET: Final = DocumentKind.RULE_SET.value


def answer_of(view: View, answer: PlainAnswer) -> RecordedAnswer:
    """The answer for one product, whole or what outlives the facts."""
    reasons = reasons_of_record(view, answer)
    view.catalogue.expect(lambda: Expected(contents=[(_RULE_SET, each["digest"]) for each in answer["versions"]]))
    return RecordedAnswer(
        product=answer["product"],
        product_digest=answer["productDigest"],
        outcome=Outcome(answer["outcome"]),
        possible_outcomes=[Outcome(outcome) for outcome in answer["possibleOutcomes"]],
        possible_outcomes_basis=possible_basis_in(answer),
        terms=_terms(answer.get("terms")),
        reasons=reasons,
        principal_reasons=principal_of_record(answer, reasons),
        principal_method=answer["principal"]["method"] if "principal" in answer else None,
        missing_facts=list(answer.get("missingFacts", [])),
        applied_versions=[_version(row) for row in answer["versions"]],
        applied_parameters=[recorded_parameter(view, row) for row in answer.get("parameters", [])],
        warnings=answer.get("warnings", []),
        alternatives=[other["product"] for other in answer.get("alternatives", [])],
        rests_on=[rests_on_in(each) for each in answer.get("restsOn", ())],
        request=request_in(answer),
        offer=offer_in(answer),
        offer_notes=notes_in(view, answer),
    )


def _version(row: Mapping[str, Any]) -> RecordedVersion:
    return RecordedVersion(
        rule_set=row["ruleSet"],
        category=Category(row["category"]),
        number=row["version"],
        digest=row["digest"],
        pinned=row["pinned"],
    )


def _terms(terms: Mapping[str, Any] | None) -> Terms | None:
    if terms is None:
        return None
    return Terms(
        limit=terms["limit"],
        rate=terms["rate"],
        currency=terms["currency"],
        restricted_features=list(terms["restrictedFeatures"]),
        until=_moment(terms["until"]),
        exposure_limit=terms.get("exposureLimit"),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
