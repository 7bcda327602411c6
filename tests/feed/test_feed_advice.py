"""When a decision is worse than the last, and what a person is then told of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from creditrules.document import read_yaml
from creditrules.eligibility import Outcome
from creditrules.errors import Refusal
from creditrules.feed import (
    AddressKind,
    AdviceWords,
    PersonMessage,
    QuietHours,
    SubjectContact,
    advice_of,
    answer_for,
    checked_address,
    fitted,
    is_still_true,
    masked_address,
    person_message,
    segments,
)
from creditrules.rules.life import AdviceCause, PeopleSettings, read_settings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHANGHAI = PeopleSettings.model_validate({"lender": {"zh": "顶点银行"}, "timeZone": "Asia/Shanghai"})
LADDER = ("ALLOW", "WARN", "STEP_UP", "LIMIT", "PAUSE", "REFER", "DECLINE")


def answer(outcome: str, limit: int | None = None, currency: str = "CNY", **more: Any) -> dict[str, Any]:
    terms = {"currency": currency, "limit": None if limit is None else Decimal(limit), "until": None}
    return {"product": "pay-later", "outcome": outcome, "terms": terms, "reasons": [], "alternatives": [], **more}


def cause(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    found = advice_of("acme", "d" * 64, before, now)
    return None if found is None else found.cause.value


def test_worse_is_further_up_the_ladder_and_nothing_else_of_the_ladder_is() -> None:
    for low, mild in enumerate(LADDER):
        for high, severe in enumerate(LADDER):
            assert cause(answer(mild), answer(severe)) == ("SEVERER" if high > low else None), (mild, severe)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (answer("LIMIT", 500), answer("LIMIT", 400), "LOWER_LIMIT"),
        (answer("LIMIT", 500), answer("ALLOW", 400), "LOWER_LIMIT"),
        (answer("ALLOW"), answer("ALLOW", 400), "LOWER_LIMIT"),
        (answer("LIMIT", 400), answer("LIMIT", 400), None),
        (answer("LIMIT", 400), answer("LIMIT", 500), None),
        (answer("LIMIT", 400), answer("ALLOW"), None),
        (answer("DECLINE"), answer("LIMIT", 400), None),
        (answer("DECLINE", 500), answer("DECLINE", 400), None),
        (answer("LIMIT", 500), answer("LIMIT", 400, "USD"), None),
        ({"product": "pay-later", "outcome": "LIMIT"}, answer("LIMIT", 400), None),
        ({"product": "pay-later", "outcome": "LIMIT"}, answer("PAUSE"), "SEVERER"),
    ],
)
def test_a_lower_limit_is_worse_where_the_product_is_open(
    before: dict[str, Any], now: dict[str, Any], expected: str | None
) -> None:
    assert cause(before, now) == expected


def test_what_is_undetermined_or_not_answered_says_nothing() -> None:
    assert answer_for([answer("UNDETERMINED")], "pay-later") is None
    assert answer_for([answer("DECLINE")], "other") is None
    assert answer_for([answer("DECLINE")], "pay-later") is not None


def test_the_id_is_of_the_fact_alone() -> None:
    def made(tenant: str, decision: str, now: dict[str, Any]) -> str:
        found = advice_of(tenant, decision, answer("ALLOW"), now)
        assert found is not None
        return found.id

    one = made("acme", "a", answer("DECLINE"))
    assert one == made("acme", "a", answer("PAUSE")), "told twice, however it is found, it is the same"
    others = {made("zenith", "a", answer("DECLINE")), made("acme", "b", answer("DECLINE"))}
    assert len(others | {one, made("acme", "a", answer("DECLINE", product="cash"))}) == 4


def test_advice_is_true_as_long_as_nothing_else_was_decided_and_its_end_has_not_come() -> None:
    ends = {"currency": "CNY", "limit": None, "until": (NOW + timedelta(days=1)).isoformat()}
    found = advice_of("acme", "a", answer("ALLOW"), answer("PAUSE", terms=ends))
    assert found is not None
    assert is_still_true(found, None, NOW)
    assert not is_still_true(found, None, NOW + timedelta(days=1))
    assert is_still_true(found, answer("PAUSE"), NOW)
    assert not is_still_true(found, answer("ALLOW"), NOW)
    assert not is_still_true(found, answer("DECLINE"), NOW), "of that there is advice of its own"
    lower = advice_of("acme", "a", answer("LIMIT", 500), answer("LIMIT", 400))
    assert lower is not None
    assert is_still_true(lower, answer("LIMIT", 400), NOW)
    assert not is_still_true(lower, answer("LIMIT", 450), NOW)


def test_the_reasons_that_counted_most_are_told_first_and_none_that_allows() -> None:
    def row(code: str, intervention: str = "DECLINE") -> dict[str, str]:
        return {"code": code, "ruleSet": "risk", "intervention": intervention}

    rows = [row("A"), row("B"), row("FINE", "ALLOW")]
    plain = advice_of("acme", "a", answer("ALLOW"), answer("DECLINE", reasons=rows))
    assert plain is not None
    assert [each["code"] for each in plain.reasons] == ["A", "B"]
    principal = {"method": "m", "most": 4, "reasons": [{"place": 1}, {"place": 0}]}
    ranked = advice_of("acme", "a", answer("ALLOW"), answer("DECLINE", reasons=rows, principal=principal))
    assert ranked is not None
    assert [each["code"] for each in ranked.reasons] == ["B", "A"]


def words(**more: Any) -> AdviceWords:
    said: dict[str, Any] = {
        "id": "adv_1",
        "cause": AdviceCause.SEVERER,
        "reason": "LATE",
        "outcome": Outcome.PAUSE,
        "product": {"en": "Pay later", "zh": "先用后付"},
        "reasons": [
            ({"en": "You paid late.", "zh": "您有逾期还款。"}, {"en": "Pay what is owed.", "zh": "还清欠款。"})
        ],
        "alternatives": [{"en": "Cash loan", "zh": "现金贷"}, {"en": "Card", "zh": "卡"}],
        "limit": None,
        "currency": "CNY",
        "until": NOW,
        "reference": "ref1",
    }
    return AdviceWords(**{**said, **more})


def mail(language: str, settings: PeopleSettings | None = None, **more: Any) -> PersonMessage:
    contact = SubjectContact(AddressKind.EMAIL, "ann@shop.example", language)
    return person_message(words(**more), contact, settings or PeopleSettings())


def sms(language: str, settings: PeopleSettings | None = None, **more: Any) -> str:
    contact = SubjectContact(AddressKind.SMS, "+8613800000000", language)
    return person_message(words(**more), contact, settings or PeopleSettings()).text


def test_an_email_says_why_until_when_and_what_is_open_meanwhile() -> None:
    en, zh = mail("en-GB"), mail("zh-Hans-CN", SHANGHAI)
    assert en.subject == "Pay later is now paused"
    assert en.text.splitlines() == [
        "Pay later is now paused.",
        "Why: You paid late. Pay what is owed.",
        "This holds until 1 March 2026, 12:00 (UTC).",
        "Open to you meanwhile: Cash loan, Card.",
        "If you think that this is wrong, tell us. Your reference is ref1.",
    ]
    assert zh.subject == "您的先用后付目前暂停使用"
    assert zh.text.splitlines() == [
        "您的先用后付目前暂停使用。",
        "原因：您有逾期还款。还清欠款。",
        "有效期至2026年3月1日20:00（Asia/Shanghai）。",
        "在此期间您仍可使用：现金贷、卡。",
        "如有异议，请与我们联系。编号：ref1。",
        "顶点银行",
    ]
    assert mail("fr").subject == "Pay later is now paused", "who speaks another language is told in English"


def test_what_there_is_nothing_to_say_of_is_left_out() -> None:
    text = mail("en", until=None, alternatives=[], reasons=[]).text
    assert "until" not in text
    assert "Why" not in text
    assert "meanwhile" not in text
    assert "{" not in text
    lower = mail("en", cause=AdviceCause.LOWER_LIMIT, outcome=Outcome.LIMIT, limit=Decimal("1500.50"))
    assert lower.subject == "Pay later: your limit has changed"
    assert "Your limit is now 1,500.50 CNY." in lower.text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.UNDETERMINED])
def test_there_are_words_for_every_outcome_in_both_languages(outcome: Outcome, language: str) -> None:
    for each in AdviceCause:
        found = mail(language, outcome=outcome, cause=each, limit=Decimal(5))
        assert found.subject
        assert outcome.value not in found.text
        assert segments(sms(language, outcome=outcome, cause=each)) <= 4


def test_nothing_that_is_put_in_is_markup_or_a_template_or_another_header() -> None:
    evil = {"en": '<script>"x"</script>\r\nBcc: all@shop.example {until} & more'}
    found = mail("en", product=evil, alternatives=[evil])
    assert "\n" not in found.subject
    assert "\r" not in found.subject
    assert "<script" not in found.html
    assert "&lt;script&gt;" in found.html
    assert "{until} &amp; more" in found.html
    assert "{until} & more" in found.text
    hidden = mail("en", product={"en": "a\u202eb\x00c\ud800d 👩\u200d💻"})
    assert hidden.subject == "abcd 👩\u200d💻 is now paused"


def test_the_lenders_words_stand_in_place_of_the_usual_and_those_that_say_more_come_first() -> None:
    read = read_settings(
        read_yaml(
            """
people:
  advice: true
  templates:
    - {language: en, subject: "About {product}", sms: "Look at {product}."}
    - {language: en, reason: LATE, subject: "Late: {product}"}
    - {language: en, cause: LOWER_LIMIT, subject: "Less: {product}"}
"""
        )
    )
    assert read.settings is not None, read.diagnostics
    people = read.settings.people
    assert mail("en", people).subject == "Late: Pay later"
    assert mail("en", people, reason="OTHER").subject == "About Pay later"
    assert mail("en", people, reason="OTHER", cause=AdviceCause.LOWER_LIMIT).subject == "Less: Pay later"
    assert mail("en", people).text == mail("en").text, "what it leaves out is as usual"
    assert sms("en", people) == "Look at Pay later."
    assert mail("zh", people).subject == mail("zh").subject


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("subject", "{produkt}", "product"),
        ("text", "Hello {name}", "no placeholder"),
        ("sms", "{product", "brace"),
        ("sms", "{{product}}", "brace"),
        ("subject", "two\\nlines", "one line"),
        ("text", "a\\u202eb", "hides"),
    ],
)
def test_a_template_that_cannot_be_filled_is_refused_with_what_to_write(field: str, text: str, told: str) -> None:
    read = read_settings(read_yaml(f'people: {{templates: [{{language: en, {field}: "{text}"}}]}}'))
    assert read.settings is None
    assert told in " ".join(f"{each.message} {each.hint}" for each in read.diagnostics)
    assert any("templates" in each.place for each in read.diagnostics)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 8, 2), ("中" * 70, 1), ("中" * 71, 2), ("中" * 134, 2), ("中" * 135, 3),
        ("😀" * 35, 1), ("😀" * 36, 2), ("😀" * 66, 2), ("😀" * 67, 3), ("a" * 152 + "€" + "a" * 153, 3),
    ],
)  # fmt: skip
def test_parts_of_a_short_message_are_counted_as_networks_do(text: str, parts: int) -> None:
    assert segments(text) == parts


@pytest.mark.parametrize("sign", ["a", "€", "中", "😀"])
def test_a_short_message_that_is_too_long_is_cut_and_says_so(sign: str) -> None:
    cut = fitted(sign * 2000)
    assert segments(cut) <= 4
    assert cut.endswith("...")
    assert segments(sign + cut) > 4 or segments(cut) == 4
    assert fitted(sign * 20) == sign * 20


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-01T13:59:00+00:00", None),  # 21:59 in Shanghai
        ("2026-03-01T14:00:00+00:00", "2026-03-02T00:00:00+00:00"),
        ("2026-03-01T23:59:59+00:00", "2026-03-02T00:00:00+00:00"),
        ("2026-03-02T00:00:00+00:00", None),
    ],
)
def test_quiet_hours_end_when_the_persons_clock_says_so(now: str, until: str | None) -> None:
    quiet = QuietHours(time(22), time(8), "Asia/Shanghai")
    found = quiet.until(datetime.fromisoformat(now))
    assert found == (None if until is None else datetime.fromisoformat(until))


def test_quiet_hours_hold_where_the_clock_is_put_back_or_on() -> None:
    back = QuietHours(time(1), time(2, 30), "Europe/Berlin")
    begin = datetime(2026, 10, 24, 22, tzinfo=UTC)
    for minutes in range(0, 6 * 60, 5):
        now = begin + timedelta(minutes=minutes)
        ends = back.until(now)
        assert ends is None or now < ends <= now + timedelta(hours=3)
    onward = QuietHours(time(1), time(2, 30), "Europe/Berlin")  # 02:30 is no time on that day
    assert onward.until(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (AddressKind.EMAIL, " Ann.Li+x@Shop.Example ", "Ann.Li+x@shop.example"),
        (AddressKind.SMS, "+86 138-0000-0000", "+8613800000000"),
    ],
)
def test_addresses_are_kept_in_one_form(kind: AddressKind, given: str, kept: str) -> None:
    assert checked_address(kind, given) == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (AddressKind.EMAIL, each)
        for each in (
            "", "ann", "ann@", "@shop.example", "ann@shop", "a b@shop.example", "ann@shop.example\nBcc: x@y.example",
            "ann@shop..example", "ann@-shop.example", "a..b@shop.example", ".a@shop.example", "安@shop.example",
            "a" * 65 + "@shop.example", "a@" + "b" * 250 + ".example", "<ann@shop.example>", "a@b.example,c@d.example",
        )
    ]
    + [(AddressKind.SMS, each) for each in ("", "13912345678", "+0138", "+12", "+86138000000001234", "+86x", "٣+8613")],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(kind: AddressKind, given: str) -> None:
    with pytest.raises(Refusal) as caught:
        checked_address(kind, given)
    assert caught.value.code == "BAD_CONTACT"
    assert not given or given not in f"{caught.value.message} {caught.value.hint}"


def test_a_masked_address_is_known_again_by_who_has_it_and_by_nobody_else() -> None:
    assert masked_address(AddressKind.EMAIL, "ann.li@shop.example") == "a…@s….example"
    assert masked_address(AddressKind.SMS, "+8613800000099") == "+86…99"


def test_an_address_is_in_no_text_of_what_holds_it() -> None:
    contact = SubjectContact(AddressKind.EMAIL, "ann@shop.example")
    assert "ann" not in repr(contact)
    assert "ann" not in repr(mail("en"))
