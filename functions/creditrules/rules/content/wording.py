"""Whether a reason's text says what about the applicant led to it, or only that some standard was not met.

A notice of adverse action that was based on "internal standards", or says that no qualifying score was reached, is
insufficient (12 CFR 1002.9(b)(2) and its official interpretation). First the evidence that any language has: does the
text name a fact that the rows giving this reason test, by a word of its label? Where it does nothing is said. Else the
phrases that are known to say nothing, in English, Chinese and German; other languages are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

__all__ = ["named_in", "vague_phrase"]

_STEM: Final = 5
_SHORTEST: Final = 3
_IDEOGRAPHS: Final = re.compile(r"[㐀-鿿]+")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-./]+")

_EVERYWHERE: Final = """
the and with this that from for our your his her you are not has have had any all last other lender bank account
number total amount value type level kind date day days month months year years
der die das und mit von bei vom zum den dem des ein eine ihr ihre kredit betrag anzahl wert datum tage monate jahre
"""
_OF_SCORES: Final = """
credit score scores scoring rating grade points risk internal bureau standard standards
bonität bonitätswert punkte risiko
"""
_NO_FACTOR: Final = frozenset((_EVERYWHERE + _OF_SCORES).split())
_NO_FACTOR_IDEOGRAPHS: Final = re.compile(
    "信用|综合|内部|评分|评级|得分|等级|风险|分数|分$|申请|产品|贷款|金额|日期|次数|类型"
)

_FACTORS: Final[Mapping[str, str]] = {
    "en": (
        r"\b(income|debts?|obligations?|repa(y|id)|payments?|overdue|delinquen|arrears|history|employ|bankrupt"
        r"|collateral|residen|enquir|inquir|utili[sz]ation|unpaid|identity|\d+ years? old|deposit)"
    ),
    "zh": "收入|负债|还款|逾期|历史|就业|工作|抵押|居住|查询|使用率|身份|年龄|周岁|首付",
    "de": "einkommen|schulden|zahlung|überfällig|rückstand|beschäftig|insolvenz|sicherheit|wohnsitz|alter",
}
"""What every lender's score is made of: who names it has named a factor, though no rule of this set tests it."""

_VAGUE: Final[Mapping[str, str]] = {
    "en": (
        r"\b(?:internal|our|the bank's|the lender's|credit) (?:credit |lending |underwriting |risk |internal )*"
        r"(?:standards?|criteria|polic(?:y|ies)|guidelines|requirements|rules)\b"
        r"|\bqualifying score\b"
        r"|\b(?:score|rating)\b[^.]{0,40}\b(?:low|insufficient|below|under|(?:not|n't) (?:\w+ ){0,2}(?:enough"
        r"|sufficient|reach|meet|qualify))"
        r"|\b(?:insufficient|inadequate|low|poor)\b[^.]{0,20}\b(?:score|rating)\b"
        r"|\b(?:not|n't) (?:be )?(?:eligible|qualif\w*|approved?)\b"
        r"|\b(?:declined|rejected|refused|denied)\b"
        r"|\b(?:unable to|cannot|can not|can't) (?:approve|offer|grant|lend|have)\b"
        r"|\b(?:do|does|did)(?: not|n't) (?:meet|satisfy|fulfil)\b"
        r"|\brisk (?:assessment|evaluation|profile|model)\b"
    ),
    "zh": (
        "评分不足|信用不足|资质不足|综合评估|风险评估|内部(?:标准|政策|规定|要求)|(?:信用分|评分|分数|得分).{0,8}(?:低于|不足|过低|未达|不够|偏低)"
        "|不(?:符合|满足).{0,10}(?:要求|条件|标准|政策|规定)|未(?:能)?(?:通过|达到).{0,8}(?:审核|审批|评估|标准|要求|条件)"
        "|(?:暂时?)?(?:无法|不能)(?:为您)?(?:提供|受理|办理|通过)|(?:申请)?(?:被拒|拒绝)"
    ),
    "de": (
        r"\bintern\w* (?:richtlinien|standards|kriterien|vorgaben|regeln)\b"
        r"|\bunsere\w* (?:richtlinien|standards|kriterien|vorgaben|anforderungen)\b"
        r"|\b(?:score|bonität|bonitätswert|rating)\b[^.]{0,40}\b(?:niedrig|unzureichend|unter"
        r"|nicht (?:\w+ ){0,2}(?:ausreich\w*|aus|hoch genug))|\babgelehnt\b|\bnicht (?:genehmigt|bewilligt)\b"
        r"|\b(?:erfüllen|erfüllt|entspricht|entsprechen)\b[^.]{0,40}\bnicht\b"
    ),
}


def vague_phrase(text: str, tag: str) -> str:
    """The part of a text that says no more than that something was not enough, "" where there is none.

    tag: the text's language. A text that names what scores are made of, such as payments or income, is not vague.
    """
    language = _language(tag)
    phrases, folded = _VAGUE.get(language), text.casefold()
    found = re.search(phrases, folded) if phrases else None
    if found is None or re.search(_FACTORS[language], folded):
        return ""
    return text[found.start() : found.end()] if len(folded) == len(text) else found[0]


def named_in(text: str, tag: str, facts: Iterable[tuple[str, Mapping[str, str]]]) -> bool:
    """Whether the text names one of the facts: by a word, or two characters of Chinese, of a label or of its name.

    facts: each fact's name with its labels by language; the language "" is every language's. Words that say what every
    fact is, and those of scores, do not count.
    """
    words = set(_marks(text))
    return any(not words.isdisjoint(_label_marks(name, labels, tag)) for name, labels in facts)


def _label_marks(name: str, labels: Mapping[str, str], tag: str) -> Iterator[str]:
    language = _language(tag)
    given = [label for of, label in labels.items() if not of or _language(of) == language]
    for label in (*given, *([" ".join(_CAMEL.split(name))] if language == "en" or not given else [])):
        yield from _marks(_NO_FACTOR_IDEOGRAPHS.sub(" ", label))


def _marks(text: str) -> Sequence[str]:
    """What stands for a text when names are looked for in it: stems of words, pairs of Chinese characters."""
    folded = text.casefold()
    pairs = [run[at : at + 2] for run in _IDEOGRAPHS.findall(folded) for at in range(len(run) - 1)]
    words = [word for word in _WORDS.findall(_IDEOGRAPHS.sub(" ", folded)) if word not in _NO_FACTOR]
    return [*pairs, *(word.removesuffix("s")[:_STEM] for word in words if len(word) >= _SHORTEST)]


def _language(tag: str) -> str:
    return tag.lower().partition("-")[0]
