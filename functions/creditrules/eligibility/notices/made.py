"""A notice put together from a decision, or the list of all that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from creditrules.dmn import Fact
from creditrules.eligibility.answers import PlainAnswer
from creditrules.eligibility.decision import Decision
from creditrules.eligibility.explanation import RankedReason, lifts_in, principal_in
from creditrules.eligibility.ground import Ground
from creditrules.eligibility.lifting import ToldLift, in_words, stated
from creditrules.eligibility.notices.form_c1_words import FORM_C1_ES
from creditrules.eligibility.notices.packs import PREVIEW, WORDS, NoticePack
from creditrules.eligibility.reason import Origin, Reason
from creditrules.feel import Value
from creditrules.records import dataclass, field
from creditrules.rules import FORM_C1, FORM_C1_OTHER, Texts
from creditrules.rules.life import Contact, NoticeSettings, ReportSource

__all__ = ["Notice", "NoticePart", "NoticePartKind", "NoticeSubject", "made_notice"]


@dataclass(frozen=True, slots=True)
class NoticeSubject:
    """What a notice is of. most: how many principal reasons.

    reference: by which the decision is found again; None for a preview, of a decision that is not on record.
    answer: the decision in plain data, with the principal reasons and lifts that were told, or would have been.
    """

    decision: Decision
    answer: PlainAnswer
    decided_at: datetime
    reference: str | None
    most: int

    @property
    def principal(self) -> tuple[RankedReason, ...]:
        """The principal reasons, those that no rule gave as well."""
        return principal_in(self.answer) or ()


class NoticePartKind(StrEnum):
    """Which part of a notice it is; by these the words of each language are kept."""

    PREVIEW = "preview"
    ACTION = "action"
    REASONS = "reasons"
    SCORE = "score"
    REPORT = "report"
    DATA = "data"
    DATABASE = "database"
    CHANGE = "change"
    RIGHTS = "rights"
    AUTHORITY = "authority"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class NoticePart:
    """kind: which part of the pack it is."""

    kind: NoticePartKind
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """facts: whose values it shows. preview: whether it rests on no recorded decision, and is no notice."""

    pack: NoticePack
    language: str
    parts: tuple[NoticePart, ...]
    facts: tuple[str, ...] = ()
    preview: bool = False

    @property
    def text(self) -> str:
        """The whole, in plain text."""
        return "\n\n".join(f"{part.title}\n\n{part.text}" for part in self.parts) + "\n"


def made_notice(
    pack: NoticePack, language: str, subject: NoticeSubject, settings: NoticeSettings
) -> Notice | tuple[str, ...]:
    """The notice of a decision that went against the applicant, or everything that is missing for it."""
    making, preview = _Making(WORDS[pack][language], language, subject, settings), subject.reference is None
    parts = tuple({NoticePack.US: _us, NoticePack.EU: _eu, NoticePack.CN: _cn}[pack](making))
    marked = (_mark(PREVIEW[language]), *parts) if preview else parts
    return tuple(dict.fromkeys(making.missing)) or Notice(pack, language, marked, tuple(making.shown), preview)


def _mark(words: Mapping[str, str]) -> NoticePart:
    return NoticePart(NoticePartKind.PREVIEW, words["preview_title"], words["preview"])


@dataclass(slots=True)
class _Making:
    words: Mapping[str, str]
    language: str
    subject: NoticeSubject
    settings: NoticeSettings
    missing: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def values(self) -> Mapping[str, Value]:
        """All facts that were given to one of the rule sets."""
        return {name: value for ground in self.grounds() for name, value in ground.facts.items()}

    def grounds(self) -> Iterator[Ground]:
        return (reason.ground for reason in self.subject.decision.reasons if reason.ground is not None)

    def part(self, kind: NoticePartKind, **given: str) -> NoticePart:
        return NoticePart(kind, self.words[f"{kind}_title"], self.words[kind].format(**given))

    def lines(self, contact: Contact | None, setting: str, *, needs: Sequence[str] = ("address",)) -> str:
        """A contact's lines; what it lacks is missing."""
        if contact is None:
            self.missing.append(f"the setting `notices.{setting}`")
            return ""
        self.missing += [f"the setting `notices.{setting}.{name}`" for name in needs if not getattr(contact, name)]
        return "\n".join(contact.lines)

    def text(self, texts: Texts, what: str) -> str:
        """The text in the notice's language, and in no other."""
        found = next((text for tag, text in texts.items() if tag.lower().split("-")[0] == self.language), "")
        if not found:
            self.missing.append(f"{what} in '{self.language}'")
        return found

    def label(self, fact: Fact) -> str:
        return self.text(fact.label, f"the label of the fact '{fact.name}'")


def _us(making: _Making) -> Iterator[NoticePart]:
    yield _action(making)
    yield making.part(NoticePartKind.REASONS, reasons=_reasons(making))
    for number, source in enumerate(making.settings.us.reports):
        if making.values.keys() & {*source.facts, source.score.fact if source.score else ""}:
            yield from _report(making, source, f"US.reports[{number + 1}]")
    yield making.part(NoticePartKind.RIGHTS, authority=making.lines(making.settings.us.authority, "US.authority"))


def _eu(making: _Making) -> Iterator[NoticePart]:
    eu = making.settings.eu
    yield _action(making)
    yield making.part(NoticePartKind.REASONS, reasons=_reasons(making))
    yield making.part(NoticePartKind.DATA, data=_data(making))
    yield from _changes(making)
    for number, source in enumerate(eu.databases):
        used = [fact for fact in _facts(making) if fact.name in source.facts]
        if used:
            agency = making.lines(source.agency, f"EU.databases[{number + 1}].agency")
            yield making.part(NoticePartKind.DATABASE, facts=", ".join(map(making.label, used)), agency=agency)
    yield making.part(NoticePartKind.RIGHTS, review=making.lines(eu.review, "EU.review", needs=()))
    protection = making.lines(eu.data_protection, "EU.dataProtection", needs=())
    authority = making.lines(eu.authority, "EU.authority")
    yield making.part(NoticePartKind.AUTHORITY, data_protection=protection, authority=authority)
    if eu.debt_advice is not None:
        yield making.part(NoticePartKind.ADVICE, advice=making.lines(eu.debt_advice, "EU.debtAdvice", needs=()))


def _cn(making: _Making) -> Iterator[NoticePart]:
    yield _action(making)
    yield making.part(NoticePartKind.REASONS, reasons=_reasons(making))
    yield making.part(NoticePartKind.DATA, data=_data(making))
    yield from _changes(making)
    yield making.part(NoticePartKind.RIGHTS, review=making.lines(making.settings.cn.review, "CN.review", needs=()))


def _action(making: _Making) -> NoticePart:
    decision, words = making.subject.decision, making.words
    terms = decision.terms
    until = words["until"].format(until=f"{terms.until:%Y-%m-%d %H:%M %Z}") if terms and terms.until else ""
    most = f"{terms.limit:f} {terms.currency}" if terms and terms.limit is not None else ""
    limit = words["limit"].format(limit=most) if most else ""
    return making.part(
        NoticePartKind.ACTION,
        date=f"{making.subject.decided_at:%Y-%m-%d}",
        reference=making.subject.reference or PREVIEW[making.language]["reference"],
        creditor=making.lines(making.settings.creditor, "creditor").replace("\n", ", "),
        product=making.text(decision.product.name, "the product's name"),
        action=words[decision.outcome.value].format(until=until, limit=limit),
    )


def _reasons(making: _Making) -> str:
    subject = making.subject
    every = [subject.decision.reasons[each.place] for each in subject.principal]
    told = [reason for reason in every if reason.finding.origin is Origin.RULE][: subject.most]
    return "\n".join(f"{number}. {_told(making, reason)}" for number, reason in enumerate(told, start=1))


def _told(making: _Making, reason: Reason) -> str:
    """The reason in the lender's words; behind the form's own, where it is mapped to one and the form has words."""
    form = _form_words(reason, making.language) if "score" in making.words else ""
    own = next((text for tag, text in reason.texts.items() if tag.lower().split("-")[0] == making.language), "")
    if not own and not form:
        making.missing.append(f"the text of the reason '{reason.code}' of {reason.rule_set} in '{making.language}'")
    return f"{form}: {own}" if form and own else form or own


def _form_words(reason: Reason, language: str) -> str:
    mapped = reason.definition.reg_b if reason.definition else None
    if mapped is None or mapped == FORM_C1_OTHER:
        return ""
    return (FORM_C1 if language == "en" else FORM_C1_ES).get(mapped, "")


def _report(making: _Making, source: ReportSource, setting: str) -> Iterator[NoticePart]:
    agency = making.lines(source.agency, f"{setting}.agency", needs=("address", "phone"))
    yield making.part(NoticePartKind.REPORT, agency=agency)
    score = source.score
    if score is None or score.fact not in making.values:
        return
    facts = (score.fact, score.date_fact, score.factors_fact)
    making.missing += [f"the fact '{name}'" for name in facts if making.values.get(name) is None]
    making.shown += facts
    shown = [in_words(making.values.get(name)) for name in facts]
    yield making.part(
        NoticePartKind.SCORE,
        agency=source.agency.name,
        score=shown[0],
        date=shown[1],
        factors=shown[2],
        low=f"{score.low:f}",
        high=f"{score.high:f}",
    )


def _facts(making: _Making) -> list[Fact]:
    given = making.values.keys()
    found = {fact.name: fact for ground in making.grounds() for fact in ground.compiled.facts}
    return [fact for name, fact in sorted(found.items()) if name in given]


def _data(making: _Making) -> str:
    return "\n".join(f"- {making.label(fact)}" for fact in _facts(making))


def _changes(making: _Making) -> Iterator[NoticePart]:
    """What would change the result: the lender's words, and what was worked out, with published values alone."""
    told: list[str] = []
    subject, lifts = making.subject, lifts_in(making.subject.answer)
    for each in subject.principal[: subject.most]:
        reason = subject.decision.reasons[each.place]
        texts = reason.definition.lift_texts if reason.definition else None
        lines = [making.text(texts, f"what lifts the reason '{reason.code}'")] if texts else []
        lines += _worked_out(making, reason.ground, lifts.get(each.place))
        told += [f"- {' '.join(filter(None, lines))}"] if lines else []
    if told:
        yield making.part(NoticePartKind.CHANGE, changes="\n".join(told))


def _worked_out(making: _Making, ground: Ground | None, told: ToldLift | None) -> list[str]:
    if told is None or ground is None:
        return []
    facts = {fact.name: fact for fact in ground.compiled.facts}
    for change in told.changes:
        making.label(facts[change.fact])
    making.shown += [change.fact for change in told.changes]
    return [stated(told, facts.values(), ground.compiled.rule_set.form.time_zone, making.language)]
