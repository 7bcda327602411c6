"""What could be public of a product, made up: every field with a text of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from creditrules.disclosure import Act, Disclosure, PublicChange, PublicGround, PublicImpact, Status, Subject, public_id
from creditrules.rules import BasisCategory

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def ground(**other: Any) -> PublicGround:
    given: dict[str, Any] = {
        "category": BasisCategory.REGULATION,
        "citation": "Decree 12/2026",
        "link": "https://law.example/12?a=1&b=2",
        "notice": {"en": "The cap falls.", "zh": "上限下调。"},
    }
    return PublicGround(**(given | other))


def change(**other: Any) -> PublicChange:
    given: dict[str, Any] = {
        "id": public_id("change"),
        "act": Act.CHANGE,
        "status": Status.IN_FORCE,
        "subject": Subject.REGULATION_RULES,
        "name": None,
        "since": NOW - DAY,
        "until": None,
        "announced": NOW - 9 * DAY,
        "ground": ground(),
        "impact": PublicImpact(({"en": "Loan", "zh": "贷款"},), 1, 2, 3, 4),
    }
    return PublicChange(**(given | other))


def told(*changes: PublicChange, coming: Iterable[PublicChange] = (), **other: Any) -> Disclosure:
    given: dict[str, Any] = {
        "tenant": "acme",
        "product": "loan",
        "lender": {"en": "Acme Bank", "zh": "顶点银行"},
        "name": {"en": "Loan", "zh": "贷款"},
        "zone": "Asia/Shanghai",
        "address": "",
        "at": NOW,
        "until": None,
        "coming": tuple(coming),
        "further": False,
        "changes": changes or (change(),),
    }
    return Disclosure(**(given | other))


def every_kind() -> Disclosure:
    """Changes of every act, status and subject, with all that can be said of one."""
    ahead = change(id=public_id("a"), status=Status.COMING, since=NOW + 9 * DAY, until=NOW + 99 * DAY)
    name = {"en": "Prime rate", "zh": "基准利率"}
    back = ground(category=BasisCategory.CORRECTION, citation="Board 3", link=None, notice={"en": "It does not come."})
    past = [
        change(id=public_id("b"), status=Status.WITHDRAWN, withdrawn=NOW, withdrawal=back, subject=Subject.RISK_RULES),
        change(id=public_id("c"), act=Act.CORRECTION, since=NOW - 30 * DAY, subject=Subject.PRODUCT_RULES),
        change(id=public_id("d"), status=Status.PAST, corrected=NOW - DAY, impact=PublicImpact()),
        change(id=public_id("e"), act=Act.RETURN, subject=Subject.PRODUCT, impact=PublicImpact()),
        change(id=public_id("f"), act=Act.VALUE, subject=Subject.PARAMETER, name=name, impact=PublicImpact()),
        change(id=public_id("g"), act=Act.END, until=None),
    ]
    return told(*past, coming=[ahead], further=True, older="next-place", complete=False)
