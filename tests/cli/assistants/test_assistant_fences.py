"""Whatever an assistant sends, nothing is asked but what the allow-list has, and nothing is written but drafts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, OperationType, parse, validate
from tests.cli.assistants.talking import LATER, PRODUCT, STATEMENT, Lender, call, talk
from tests.exported import exported_schema

from creditrules.auth import Role
from creditrules.cli import assistants
from creditrules.cli.assistants.operations import DRAFTING, Operation
from creditrules.cli.assistants.shipped import OPERATIONS
from creditrules.cli.service.client import NoAnswerError

ROOT = Path(__file__).parents[3]
DOCUMENTS = {operation: (OPERATIONS / f"assistant-{operation}.graphql").read_text("utf-8") for operation in Operation}
DRAFTS = {"draftRuleVersion", "draftProductVersion", "draftParameterVersion"}
OWN_DRAFTS = {"editProposal", "withdrawProposal"}
EVERYTHING = (Role.ADMINISTRATOR, Role.APPROVER, Role.CHIEF, Role.AUDITOR, Role.PARTNER, Role.CHOOSER)


def test_the_list_is_what_is_in_its_folder() -> None:
    assert {path.stem for path in OPERATIONS.iterdir()} == {f"assistant-{operation}" for operation in Operation}


@pytest.mark.parametrize("operation", Operation)
def test_each_is_one_operation_that_reads_unless_it_drafts(operation: Operation) -> None:
    document = parse(DOCUMENTS[operation])
    assert validate(exported_schema(), document) == []
    [definition] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fields = {each.name.value for each in definition.selection_set.selections if isinstance(each, FieldNode)}
    assert len(fields) == len(definition.selection_set.selections) == 1
    assert (definition.operation is OperationType.MUTATION) is (operation in DRAFTING)
    assert operation not in DRAFTING or fields <= DRAFTS | OWN_DRAFTS
    assert fields.isdisjoint(OWN_DRAFTS) or "ownDraft: true}" in DOCUMENTS[operation]
    assert definition.operation is not OperationType.SUBSCRIPTION


@pytest.mark.parametrize("operation", [Operation.DECISION, Operation.DECISIONS, Operation.REPLAY])
@pytest.mark.parametrize("private", ["facts", "subject", "trace", "requests", "withheld", "salt", "evidence", "author"])
def test_what_is_read_of_decisions_leaves_applicants_out(operation: Operation, private: str) -> None:
    selected = {token.strip() for token in DOCUMENTS[operation].partition("{")[2].splitlines()}
    assert private not in selected


def test_there_is_one_place_that_asks_a_service_and_none_that_writes_a_document() -> None:
    folder = Path(assistants.__file__).parent
    asking = set()
    for path in folder.rglob("*.py"):
        source = path.read_text("utf-8")
        asking |= {path.name} if "_client.ask(" in source else set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not node.value.lstrip().startswith(("query ", "mutation ", "subscription ")), path
    assert asking == {"operations.py"}


HOSTILE = (
    "mutation { publishRuleVersion }",
    'x"}) { slug } approveProposal(input: {proposal: "',
    "../../../etc/passwd",
    "file:///etc/passwd",
    "http://169.254.169.254/latest",
    "{0.__class__.__init__.__globals__}",
    "{{7*7}} ${jndi:ldap://x} %s%n",
    "night-pause",
    "night-pause.yaml",
    "product:line",
    LATER,
    "a" * 5000,
    "\0",
)


def _value(chance: Random, depth: int = 0) -> Any:
    made: list[Callable[[], Any]] = [
        lambda: None,
        lambda: chance.random() < 0.5,
        lambda: chance.choice((0, -1, 2**70, 1.5, -0.0)),
        lambda: chance.choice(HOSTILE),
        lambda: [_value(chance, depth + 1) for _ in range(chance.randrange(3))],
        lambda: {chance.choice(HOSTILE): _value(chance, depth + 1) for _ in range(chance.randrange(3))},
    ]
    return chance.choice(made if depth < 3 else made[:4])()


def _arguments(schema: dict[str, Any], chance: Random, depth: int = 0) -> dict[str, Any]:
    """Arguments that fit the schema in places, so that they come past it, and are hostile in others."""
    arguments: dict[str, Any] = {}
    for name, part in schema.get("properties", {}).items():
        if chance.random() < 0.4 and name not in schema.get("required", ()):
            continue
        inner = schema.get("$defs", {}).get(str(part.get("$ref", "")).rpartition("/")[2])
        whole = {**inner, "$defs": schema["$defs"]} if inner else None
        arguments[name] = _arguments(whole, chance, depth + 1) if whole and depth < 2 else _value(chance)
    if chance.random() < 0.1:
        arguments[chance.choice(("query", "operation", "url", "token"))] = _value(chance)
    return arguments


def test_no_arguments_reach_another_operation(lender: Lender, folder: Path) -> None:
    chance = Random(4)  # noqa: S311  (a seed, and no secrecy)
    aimed: list[tuple[str, dict[str, Any]]] = []
    for text in HOSTILE:
        aimed += [
            ("history", {"document": text}),
            ("read_proposal", {"id": text}),
            ("ask_eligibility", {"facts": {text: text}, "locale": text[:35]}),
            ("list_rule_sets", {"after": text[:2000], "locale": text[:35]}),
            ("draft_version", {"source": {"content": text}, "change": STATEMENT}),
            ("simulate", {"rules": [{"content": text}], "applicants": [{text: text}]}),
        ]

    async def script(assistant: Any) -> list[Any]:
        tools = (await assistant.list_tools()).tools
        random = [(tool.name, _arguments(tool.input_schema, chance)) for tool in tools for _ in range(10)]
        return [(name, await assistant.call_tool(name, arguments)) for name, arguments in (*aimed, *random)]

    for name, result in talk(lender.assistant(*EVERYTHING, folder=folder), script):
        code = (result.structured_content or {}).get("error", {}).get("code")
        assert code != "INTERNAL_SERVER_ERROR", name
    assert lender.sent
    assert {body["query"] for body in lender.sent} <= set(DOCUMENTS.values())
    assert {frozenset(body) for body in lender.sent} == {frozenset({"query", "variables"})}


def test_with_every_right_there_is_nothing_is_put_in_force(lender: Lender) -> None:
    server = lender.assistant(*EVERYTHING)
    drafted = call(server, "draft_version", source={"content": LATER.replace("< 7", "< 9")}, change=STATEMENT).data
    assert drafted["state"] == "DRAFT"
    for name in ("publish", "approve_proposal", "submit_proposal", "decide", "set_settings"):

        async def absent(assistant: Any, name: str = name) -> str:
            with pytest.raises(Exception, match="no such tool") as refused:
                await assistant.call_tool(name, {"proposal": drafted["proposal"]})
            return str(refused.value)

        talk(server, absent)
    assert call(server, "read_proposal", id=drafted["proposal"]).data["state"] == "DRAFT"
    assert call(server, "list_rule_sets").data["ruleSets"][0]["versionInForce"] == 2


def test_the_role_of_assistants_is_held_to_drafts_by_the_service_itself(lender: Lender) -> None:
    drafted = call(
        lender.assistant(), "draft_version", source={"content": LATER.replace("< 7", "< 9")}, change=STATEMENT
    ).data
    raw = lender.client(Role.ASSISTANT, subject="model")
    for act in ("submitProposal", "publishProposal"):
        mutation = f"mutation A($id: ID!) {{ done: {act}(input: {{proposal: $id}}) {{ userErrors {{ message }} }} }}"
        with pytest.raises(NoAnswerError, match="which the token does not give"):
            raw.ask(mutation, {"id": drafted["proposal"]})


def test_it_makes_no_document(lender: Lender) -> None:
    raw = lender.client(Role.ASSISTANT, subject="model")
    trial = "{experiment: seven, name: {en: Seven}, of: night-pause, mode: SHADOW, champion: 1, challenger: 2}"
    contents = {
        "Experiment": ("seven", trial),
        "Product": ("other", PRODUCT.replace("product: line", "product: other")),
        "Parameter": ("rate", "{parameter: rate, category: RISK, name: {en: Rate}, value: 1}"),
    }
    for kind, (slug, content) in contents.items():
        mutation = f"mutation D($i: Draft{kind}VersionInput!) {{ d: draft{kind}Version(input: $i) {{ replayed }} }}"
        with pytest.raises(NoAnswerError, match="right to create"):
            raw.ask(mutation, {"i": {"slug": slug, "content": content, "change": STATEMENT}})


@pytest.mark.parametrize("roles", [(Role.ASSISTANT,), EVERYTHING])
def test_a_draft_of_its_own_is_changed_and_withdrawn_and_nobody_elses(lender: Lender, roles: tuple[Role, ...]) -> None:
    server, other = lender.assistant(*roles), {"content": LATER.replace("< 7", "< 10")}
    own = call(server, "draft_version", source={"content": LATER.replace("< 7", "< 9")}, change=STATEMENT).data
    changed = call(server, "draft_version", source=other, change=STATEMENT, proposal=own["proposal"]).data
    assert (changed["proposal"], changed["number"], changed["state"]) == (own["proposal"], own["number"], "DRAFT")
    assert changed["binding"] != own["binding"]
    back = call(server, "draft_version", source={"proposal": own["proposal"]}, change=STATEMENT).data
    assert back["proposal"] != own["proposal"]
    person = lender.client(Role.ADMINISTRATOR)
    submit = "mutation S($id: ID!) { done: submitProposal(input: {proposal: $id}) { userErrors { message } } }"
    assert person.ask(submit, {"id": back["proposal"]})["done"]["userErrors"] == []
    draft = "mutation D($i: DraftRuleVersionInput!) { d: draftRuleVersion(input: $i) { proposal { id } } }"
    theirs = person.ask(draft, {"i": {"slug": "night-pause", **other, "change": STATEMENT}})["d"]["proposal"]["id"]
    for proposal in (back["proposal"], theirs):
        refused = call(server, "draft_version", source=other, change=STATEMENT, proposal=proposal)
        assert refused.error["code"] == "FORBIDDEN"
        assert call(server, "withdraw_draft", proposal=proposal).error["code"] == "FORBIDDEN"
    assert call(server, "withdraw_draft", proposal=own["proposal"]).data["state"] == "WITHDRAWN"
    assert call(server, "withdraw_draft", proposal=own["proposal"]).error["code"] == "PROPOSAL_CLOSED"
