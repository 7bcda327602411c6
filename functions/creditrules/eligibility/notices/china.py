"""China: Personal Information Protection Law, articles 24 and 48."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["CHINA"]

CHINA: Final[Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "action_title": "信贷申请决定告知书",
        "action": (
            "日期：{date}\n编号：{reference}\n贷款人：{creditor}\n产品：{product}\n决定：{action}\n"
            "本决定系对您的个人信息进行自动化决策的结果。"
        ),
        "DECLINE": "我们无法向您提供该项信贷。",
        "PAUSE": "您对该项信贷的使用已暂停{until}。",
        "LIMIT": "我们无法按所申请的额度或条件提供该项信贷{limit}。",
        "until": "，直至{until}",
        "limit": "，最高可提供{limit}",
        "reasons_title": "主要原因",
        "reasons": "{reasons}",
        "data_title": "所使用的个人信息种类",
        "data": "{data}",
        "change_title": "如何改变结果",
        "change": "{changes}",
        "rights_title": "您的权利",
        "rights": (
            "根据《中华人民共和国个人信息保护法》第二十四条，自动化决策应当保证决策的透明度和结果公平、公正。"
            "本决定对您的个人权益有重大影响的，您有权要求我们予以说明，并有权拒绝我们仅通过自动化决策的方式作出决定。"
            "您还有权要求我们对个人信息处理规则进行解释说明（第四十八条）。请联系：\n{review}"
        ),
    },
    "en": {
        "action_title": "Notice of the decision on your application for credit",
        "action": (
            "Date: {date}\nReference: {reference}\nCreditor: {creditor}\nProduct: {product}\nDecision: {action}\n"
            "The decision is the result of automated decision-making on your personal information."
        ),
        "DECLINE": "We cannot grant this credit.",
        "PAUSE": "Your use of this credit is suspended{until}.",
        "LIMIT": "We cannot grant this credit in the amount or on the terms requested{limit}.",
        "until": " until {until}",
        "limit": "; we can offer at most {limit}",
        "reasons_title": "Main reasons",
        "reasons": "{reasons}",
        "data_title": "Kinds of personal information that were used",
        "data": "{data}",
        "change_title": "What would change the result",
        "change": "{changes}",
        "rights_title": "Your rights",
        "rights": (
            "Under article 24 of the Personal Information Protection Law automated decision-making has to be "
            "transparent, and its results fair and just. Where a decision has a major influence on your rights and "
            "interests you may require us to explain it, and you may refuse that we decide solely by automated "
            "decision-making. You may also require us to explain our rules of processing personal information (article "
            "48). Turn to:\n{review}"
        ),
    },
}
