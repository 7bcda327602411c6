"""The desk without GraphQL: a console or a change feed publishes and asks through it, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SCRIPT = """
import sys
from datetime import UTC, datetime

from creditrules.auth import Principal, Role
from creditrules.desk import (
    Catalogue,
    Documents,
    GivenStatement,
    Question,
    Submission,
    ask,
    asked_page,
    changes_page,
    create_product,
    create_rule_set,
    publish_rule_set,
    view_of,
)

TRANSPORTS = ("strawberry", "graphql", "starlette", "mangum", "uvicorn", "boto3", "botocore", "creditrules.api")
assert not [name for name in TRANSPORTS if name in sys.modules], "importing the desk"

from creditrules.rules import BasisCategory, Category
from creditrules.store import RulesInTable, SqliteTable

RULES = '''
ruleSet: cap
category: RISK
name: {en: Cap}
reasons: {YOUNG: {message: {en: Too young.}}}
facts: [{name: age, type: number}]
decisions:
  - name: Findings
    table:
      hitPolicy: FIRST
      inputs: [age]
      outputs: [intervention, reason]
      rules: [["< 18", '"DECLINE"', '"YOUNG"'], ["-", '"ALLOW"', "null"]]
'''
PRODUCT = "{product: line, name: {en: Line}, kind: LINE, segment: CONSUMER, currency: CNY, ruleSets: [cap]}"
WHY = GivenStatement(BasisCategory.RISK, "committee", None, "the first rules", {"en": "Rules for the line."})

ana = Principal("acme", "ana", frozenset({Role.ADMINISTRATOR}))
shop = Principal("acme", "shop", frozenset({Role.PARTNER}))
now = datetime.now(UTC)
store = RulesInTable(SqliteTable.in_memory(), clock=lambda: now, cursor_secret=b"a secret of this test run")
catalogue = Catalogue(store)
create_rule_set(catalogue, ana, "cap", {"en": "Cap"}, Category.RISK)
done = publish_rule_set(catalogue, ana, Submission("cap", RULES, WHY))
assert done.published.version.number == 1
create_product(catalogue, ana, Submission("line", PRODUCT, WHY))
young, grown = (ask(catalogue, shop, Question({"age": age})).decisions[0] for age in (17, 18))
loaded = "creditrules.eligibility.explain.asking" in sys.modules
open_ = ask(catalogue, shop, Question({})).decisions[0]
print(loaded, [outcome.value for outcome in open_.possible_outcomes], open_.possible_basis.value)
print(young.outcome.value, [reason.code for reason in young.reasons], grown.outcome.value)
feed = changes_page(view_of(Documents(catalogue, "acme"), shop, store.now()), asked_page())
changes = [listed.activation for listed in feed.items]
print(sorted(change.key.slug for change in changes), changes[0].statement.notice["en"])
print(sorted({"strawberry", "graphql", "starlette", "mangum", "uvicorn", "creditrules.api"} & set(sys.modules)))
"""


def test_rules_are_published_and_asked_about_without_graphql() -> None:
    path = {"PYTHONPATH": str(ROOT / "functions")}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "False ['ALLOW', 'DECLINE'] PROVED",
        "DECLINE ['YOUNG'] ALLOW",
        "['cap', 'line'] Rules for the line.",
        "[]",
    ]
