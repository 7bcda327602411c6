"""Notices of recorded decisions, for those who may see what they show."""

from __future__ import annotations

from creditrules.auth import Action, may, require
from creditrules.desk.budgets import Work, begin
from creditrules.desk.deciding import Recording, facts_gone, read_decision, sees_sensitive
from creditrules.desk.reasoning import most_principal
from creditrules.desk.replaying import decision_again
from creditrules.desk.view import View
from creditrules.eligibility import (
    LANGUAGES,
    MOST_LIFTS,
    Decision,
    Notice,
    NoticePack,
    NoticeSubject,
    Outcome,
    PlainAnswer,
    explained,
    made_notice,
    most_in,
    plain_answer,
)
from creditrules.eligibility.recording import RecordedDecision
from creditrules.errors import Diagnostic, Kind, Refusal
from creditrules.rules import LiftForm
from creditrules.rules.life import SETTINGS_KEY

__all__ = ["answer_about", "notice_of", "notice_preview"]

_ADVERSE = frozenset((Outcome.LIMIT, Outcome.PAUSE, Outcome.DECLINE))


def notice_of(
    view: View, recording: Recording | None, decision_id: str, pack: NoticePack, locale: str, product: str | None = None
) -> Notice | None:
    """The notice of a recorded decision about one product; None to whom the decision is not shown.

    product: may be left out where the decision is about one. Raises Refusal: NOT_FOUND "FACTS_ERASED",
    "FACTS_EXPIRED", "UNKNOWN_PRODUCT"; INVALID "NOTICE_LANGUAGE", "NOT_ADVERSE", "NOTICE_INCOMPLETE" (with what is
    missing), "NOTICE_DIFFERS"; FORBIDDEN "NOT_ALLOWED" where it shows a sensitive fact that the reader may not see.
    """
    language = _language(pack, locale)
    recorded = read_decision(recording, view.principal, decision_id)
    if recorded is None:
        return None
    if recorded.sealed is None:
        raise facts_gone(recorded)
    plain = answer_about(recorded, product)
    decision = decision_again(view.catalogue, view.tenant, recorded, recorded.sealed, plain)
    _check(decision, plain)
    answer, most = _told(view, decision, plain, pack)
    subject = NoticeSubject(decision, answer, recorded.recorded_at, recorded.id, most)
    notice = _made(view, subject, pack, language)
    secret = set(recorded.sealed.sensitive) & set(notice.facts)
    if secret and not sees_sensitive(view.principal, recorded):
        message = "The notice shows sensitive facts, which the token does not let you see."
        raise Refusal(Kind.FORBIDDEN, "NOT_ALLOWED", message, hint="Let the partner or an auditor make it.")
    return notice


def notice_preview(view: View, decision: Decision, pack: NoticePack, locale: str) -> Notice | None:
    """What the notice would be if the decision were on record, marked as a preview; None where there would be none.

    For the lender's own people: an applicant's notice rests on a recorded decision, whose reasons nobody alters later.
    Raises Refusal FORBIDDEN "NOT_ALLOWED"; INVALID "NOTICE_LANGUAGE", "NOTICE_INCOMPLETE"; TOO_LARGE "BUDGET_SPENT".
    """
    require(view.principal, Action.SEE_POLICY)
    language = _language(pack, locale)
    if decision.outcome not in _ADVERSE:
        return None
    for reason in decision.reasons[:MOST_LIFTS]:
        if reason.definition is not None and isinstance(reason.definition.lift, LiftForm):
            begin(view.catalogue.budget, Work.LIFT)
    told = explained(decision, most_principal(view, decision.product.jurisdiction)).answer
    answer, most = _told(view, decision, told, pack)
    return _made(view, NoticeSubject(decision, answer, view.moments.valid_at, None, most), pack, language)


def _language(pack: NoticePack, locale: str) -> str:
    language = locale.lower().replace("_", "-").partition("-")[0]
    if language not in LANGUAGES[pack]:
        message = f"The notices of {pack.value} are in {' and '.join(LANGUAGES[pack])}, not in that language."
        raise Refusal(Kind.INVALID, "NOTICE_LANGUAGE", message, ("locale",))
    return language


def answer_about(recorded: RecordedDecision, product: str | None) -> PlainAnswer:
    """The answer about a product, or the only one. Raises Refusal NOT_FOUND "UNKNOWN_PRODUCT"."""
    answers = recorded.sealed.answers if recorded.sealed else ()
    found = [answer for answer in answers if product in {None, answer["product"]}]
    if len(found) == 1:
        return found[0]
    there = ", ".join(answer["product"] for answer in answers)
    message = "The decision is about several products." if product is None else "The decision is not about it."
    raise Refusal(Kind.NOT_FOUND, "UNKNOWN_PRODUCT", message, ("product",), f"It is about {there}.")


def _check(decision: Decision, plain: PlainAnswer) -> None:
    if decision.outcome not in _ADVERSE:
        message = f"The outcome is {decision.outcome.value}: nothing was decided against the applicant."
        hint = "A notice is for LIMIT, PAUSE and DECLINE; after REFER, for what a person then decides."
        raise Refusal(Kind.INVALID, "NOT_ADVERSE", message, ("product",), hint)
    again = plain_answer(decision)
    if any(again[name] != plain[name] for name in ("outcome", "reasons")):
        message = "Evaluated again the decision is another than is on record, so its reasons cannot be ordered."
        raise Refusal(Kind.INVALID, "NOTICE_DIFFERS", message, ("id",), "`replay` shows the difference.")


def _told(view: View, decision: Decision, plain: PlainAnswer, pack: NoticePack) -> tuple[PlainAnswer, int]:
    """The answer with the reasons that were told, or would have been told then, and how many of them there are."""
    most = most_in(plain)
    if most is None:
        return explained(decision, len(decision.reasons) or 1).answer, _most(view, decision, pack)
    return plain, most if decision.product.jurisdiction else min(most, _most(view, decision, pack))


def _most(view: View, decision: Decision, pack: NoticePack) -> int:
    return most_principal(view, decision.product.jurisdiction or pack.value)


def _made(view: View, subject: NoticeSubject, pack: NoticePack, language: str) -> Notice:
    head, moments = view.documents.head(SETTINGS_KEY), view.moments
    settings = view.catalogue.settings(view.tenant, head, moments.valid_at, moments.known_at).notices
    made = made_notice(pack, language, subject, settings)
    if isinstance(made, Notice):
        return made
    shown = f"{made[0]} and {len(made) - 1} more" if len(made) > 1 else made[0]
    message = f"The notice cannot be made: {shown} missing."
    found = tuple(Diagnostic("notices.missing", f"Missing: {each}.", "") for each in made)
    hint = "The lender sets it with `setSettings`." if may(view.principal, Action.SEE_POLICY) else "Tell the lender."
    raise Refusal(Kind.INVALID, "NOTICE_INCOMPLETE", message, (), hint, found)
