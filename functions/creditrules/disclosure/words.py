"""All words of the pages and feeds, in the languages that they are in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from creditrules.disclosure.told import Act, Status, Subject
from creditrules.records import dataclass
from creditrules.rules import BasisCategory

__all__ = ["LANGUAGES", "SPOKEN", "Words", "spoken", "words_in"]

LANGUAGES: Final = ("en", "zh")
"""The first one is for who prefers none of them."""
SPOKEN: Final = MappingProxyType({"en": "English", "zh": "中文"})


@dataclass(frozen=True, slots=True)
class Words:
    """Texts with places in braces. tag: what `lang` says. counts: of facts and reasons, as `PublicImpact.counts`."""

    tag: str
    heading: str
    lead: str
    coming: str
    none_coming: str
    further: str
    changes: str
    older_changes: str
    none_yet: str
    skip: str
    languages: str
    pages: str
    older: str
    newest: str
    incomplete: str
    feeds: str
    clock: str
    titles: Mapping[Act, str]
    subjects: Mapping[Subject, str]
    parameter: str
    statuses: Mapping[Status, str]
    corrected: str
    corrected_on: str
    since: Mapping[Status, str]
    until: str
    announced: str
    basis: str
    bases: Mapping[BasisCategory, str]
    colon: str
    source: str
    impact: str
    touches: str
    counts: tuple[str, str, str, str]
    same: str
    listing: str
    notice: str
    other_languages: str
    withdrawn_on: str
    withdrawal: str
    day: str
    months: tuple[str, ...]

    def moment(self, day: tuple[int, int, int], clock: str) -> str:
        """A moment by its year, month and day."""
        return self.day.format(year=day[0], month=self.months[day[1] - 1], day=day[2], clock=clock)


_EN: Final = Words(
    tag="en",
    heading="Changes to {product}",
    lead="What {lender} changes in the terms and the credit rules of {product}: since when, why, and what it means.",
    coming="Coming",
    none_coming="No change has been announced.",
    further="More changes have been announced for later.",
    changes="In force and earlier",
    older_changes="Earlier changes",
    none_yet="There is nothing here yet.",
    skip="To the changes",
    languages="Language",
    pages="Pages",
    older="Older changes",
    newest="Newest changes",
    incomplete="Changes further back are no longer listed here.",
    feeds="As a feed:",
    clock="Times are those of {zone}.",
    titles={
        Act.CHANGE: "Change of {subject}",
        Act.CORRECTION: "Correction of {subject}",
        Act.RETURN: "Return to an earlier version of {subject}",
        Act.END: "End of {subject}",
        Act.VALUE: "Next value of {subject}",
    },
    subjects={
        Subject.PRODUCT: "the terms of the product",
        Subject.RISK_RULES: "the risk rules",
        Subject.PRODUCT_RULES: "the rules of the product",
        Subject.REGULATION_RULES: "the rules set by regulation",
        Subject.PARAMETER: "a reference value",
    },
    parameter="the reference value “{name}”",
    statuses={
        Status.COMING: "Coming",
        Status.IN_FORCE: "In force",
        Status.PAST: "No longer in force",
        Status.WITHDRAWN: "Withdrawn",
    },
    corrected="Corrected",
    corrected_on="Corrected on",
    since={
        Status.COMING: "In force from",
        Status.IN_FORCE: "In force since",
        Status.PAST: "In force from",
        Status.WITHDRAWN: "Was to be in force from",
    },
    until="Until",
    announced="Announced",
    basis="Basis",
    bases={
        BasisCategory.REGULATION: "Regulation",
        BasisCategory.RISK: "Risk",
        BasisCategory.PRODUCT: "Product",
        BasisCategory.PARTNER: "Partner",
        BasisCategory.CORRECTION: "Correction",
    },
    colon=": ",
    source="Source",
    impact="Impact",
    touches="Concerns {products}.",
    counts=(
        "Details newly asked for: {count}.",
        "Details no longer asked for: {count}.",
        "New possible reasons for a decision: {count}.",
        "Reasons that no longer apply: {count}.",
    ),
    same="What is asked for and the possible reasons stay the same.",
    listing=", ",
    notice="Notice",
    other_languages="In other languages",
    withdrawn_on="Withdrawn on",
    withdrawal="Why it was withdrawn",
    day="{day} {month} {year}, {clock}",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
)  # fmt: skip

_ZH: Final = Words(
    tag="zh",
    heading="{product}的变更",
    lead="{lender}对{product}的条款和信贷规则所作的变更：何时生效、依据什么、有何影响。",
    coming="即将生效",
    none_coming="目前没有已公布的后续变更。",
    further="此后还有其他已公布的变更。",
    changes="现行及以往变更",
    older_changes="更早的变更",
    none_yet="目前没有内容。",
    skip="跳到变更内容",
    languages="语言",
    pages="分页",
    older="更早的变更",
    newest="最新的变更",
    incomplete="更久以前的变更不再在此列出。",
    feeds="订阅：",
    clock="时间均为 {zone} 时区。",
    titles={
        Act.CHANGE: "{subject}变更",
        Act.CORRECTION: "{subject}更正",
        Act.RETURN: "{subject}恢复为以前的版本",
        Act.END: "{subject}终止",
        Act.VALUE: "{subject}启用下一数值",
    },
    subjects={
        Subject.PRODUCT: "产品条款",
        Subject.RISK_RULES: "风险规则",
        Subject.PRODUCT_RULES: "产品规则",
        Subject.REGULATION_RULES: "监管规则",
        Subject.PARAMETER: "参考数值",
    },
    parameter="参考数值“{name}”",
    statuses={
        Status.COMING: "即将生效",
        Status.IN_FORCE: "现行有效",
        Status.PAST: "已失效",
        Status.WITHDRAWN: "已撤回",
    },
    corrected="已更正",
    corrected_on="更正时间",
    since={
        Status.COMING: "生效时间",
        Status.IN_FORCE: "生效时间",
        Status.PAST: "生效时间",
        Status.WITHDRAWN: "原定生效时间",
    },
    until="截止时间",
    announced="公布时间",
    basis="依据",
    bases={
        BasisCategory.REGULATION: "监管要求",
        BasisCategory.RISK: "风险管理",
        BasisCategory.PRODUCT: "产品调整",
        BasisCategory.PARTNER: "合作方",
        BasisCategory.CORRECTION: "更正",
    },
    colon="：",
    source="来源",
    impact="影响",
    touches="涉及{products}。",
    counts=(
        "新增需提供的信息：{count} 项。",
        "不再需要的信息：{count} 项。",
        "新增可能的决定原因：{count} 项。",
        "不再适用的原因：{count} 项。",
    ),
    same="需提供的信息和可能的决定原因没有变化。",
    listing="、",
    notice="通知",
    other_languages="其他语言",
    withdrawn_on="撤回时间",
    withdrawal="撤回原因",
    day="{year}年{month}月{day}日 {clock}",
    months=tuple(str(month) for month in range(1, 13)),
)

_WORDS: Final = {"en": _EN, "zh": _ZH}


def words_in(language: str) -> Words:
    """The words of one of `LANGUAGES`."""
    return _WORDS[language]


def spoken(preferred: Iterable[str]) -> str:
    """The first of some language tags that the pages speak, or that one which is for everybody else."""
    primary = (tag.lower().replace("_", "-").partition("-")[0] for tag in preferred)
    return next((each for each in primary if each in _WORDS), LANGUAGES[0])
