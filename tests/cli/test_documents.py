"""`creditrules documents`: pushed from files, listed and retired, and sent by a partner of a service in production."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from serving import serving_again  # type: ignore[import-not-found]
from typer.testing import CliRunner, Result

from creditrules.api import Request
from creditrules.auth import Role, make_key
from creditrules.bootstrap import LocalService, build_local
from creditrules.cli.documents import gathering
from creditrules.cli.local.tokens import LocalTokens
from creditrules.cli.main import app
from creditrules.cli.service import asking
from creditrules.cli.service.in_process import in_process
from creditrules.config import read_local_settings

Command = Callable[..., Result]
KEY = make_key(local=True)
COUNT = "# Of the app.\nquery Count { products { totalCount } }\n"
FACTS = "query Names { facts(first: 3) { nodes { name } } }"
KEYS = "query Keys { apiKeys { nodes { name } } }"


@pytest.fixture
def service() -> Iterator[LocalService]:
    settings = replace(read_local_settings({}, production=True))
    with build_local(key=KEY, settings=settings) as service:
        yield service


@pytest.fixture
def run(service: LocalService, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `creditrules documents …` against the service in this process, as somebody of that role."""

    def run(*arguments: str | Path, role: Role = Role.ADMINISTRATOR) -> Result:
        monkeypatch.setattr(asking, "over_http", lambda _url, token: in_process(service.application, token))
        token = LocalTokens(KEY, "acme").issue(role, "ada")
        return CliRunner().invoke(app, ["documents", *map(str, arguments), "--token", token])

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inside = tmp_path / "app" / "queries"
    inside.mkdir(parents=True)
    (inside / "count.graphql").write_bytes(COUNT.encode())
    (inside / "names.gql").write_bytes(FACTS.encode())
    (tmp_path / "app" / "README.md").write_text("Not a document.")
    return tmp_path / "app"


def by_id(text: str) -> str:
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def asked(service: LocalService, body: dict[str, Any]) -> dict[str, Any]:
    token = LocalTokens(KEY, "acme").issue(Role.PARTNER, "shop")
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    response = service.application.handle(Request("POST", "/graphql", headers, "", json.dumps(body).encode()))
    told: dict[str, Any] = json.loads(response.body)
    return told


def test_a_folder_is_pushed_sent_listed_and_retired(service: LocalService, run: Command, folder: Path) -> None:
    assert "There are no such documents." in run("list", "--origin", "registered").stdout
    pushed = run("push", folder, "--note", "the [app] 1.0")
    assert pushed.exit_code == 0, pushed.output
    assert f"{by_id(COUNT)}  Count  registered  {folder}/queries/count.graphql" in pushed.stdout
    assert "Names  already registered" in run("push", folder / "queries" / "names.gql").stdout
    assert asked(service, {"documentId": by_id(COUNT)})["data"] == {"products": {"totalCount": 0}}
    listed = {each["name"]: each for each in json.loads(run("list", "--origin", "registered", "--json").stdout)}
    assert {name: each["state"] for name, each in listed.items()} == {"Count": "ACTIVE", "Names": "ACTIVE"}
    assert (listed["Count"]["useCount"], listed["Names"]["useCount"]) == (1, 0)
    assert "the [app] 1.0" in run("list", "--origin", "registered").stdout.replace("\n", " ")
    assert "Count was retired, at" in run("retire", by_id(COUNT)).stdout
    assert "Count was retired before, at" in run("retire", by_id(COUNT), role=Role.CHIEF).stdout
    assert asked(service, {"documentId": by_id(COUNT)})["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_FOUND"
    assert "retired" in run("list", "--origin", "registered").stdout
    refused = json.loads(run("refusals", "--json", role=Role.AUDITOR).stdout)
    assert [(each["subject"], each["refused"][0]["code"]) for each in refused] == [("shop", "DOCUMENT_NOT_FOUND")]
    assert "DOCUMENT_NOT_FOUND" in run("refusals").stdout


@pytest.mark.parametrize("form", ["names", "apollo", "texts"])
def test_a_manifest_says_the_ids_as_clients_read_them(run: Command, folder: Path, form: str) -> None:
    path = folder / "ids.json"
    assert run("push", folder, "--manifest", path, "--manifest-form", form).exit_code == 0
    written = json.loads(path.read_text("utf-8"))
    operations = [
        {"id": by_id(text)[7:], "name": name, "type": "query", "body": text}
        for name, text in (("Count", COUNT), ("Names", FACTS))
    ]
    assert (
        written
        == {
            "names": {"Count": by_id(COUNT), "Names": by_id(FACTS)},
            "texts": {by_id(COUNT): COUNT, by_id(FACTS): FACTS},
            "apollo": {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations},
        }[form]
    )


@pytest.mark.parametrize("prefix", ["", "sha256:"])
@pytest.mark.parametrize("apollo", [False, True])
def test_what_a_generator_has_written_is_pushed_as_clients_send_it(
    service: LocalService, run: Command, tmp_path: Path, prefix: str, *, apollo: bool
) -> None:
    texts = {prefix + by_id(text)[7:]: text for text in (COUNT, FACTS)}
    operations = [{"id": key, "name": "any", "type": "query", "body": text} for key, text in texts.items()]
    manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    (tmp_path / "persisted.json").write_text(json.dumps(manifest if apollo else texts), "utf-8")
    pushed = run("push", tmp_path / "persisted.json")
    assert pushed.exit_code == 0, pushed.output
    assert [line.split("  ")[1] for line in pushed.stdout.splitlines()] == ["Count", "Names"]
    assert asked(service, {"documentId": by_id(COUNT)})["data"]


@pytest.mark.parametrize("text", ["", "[]", "1", '{"a": 1}', '{"operations": [{}]}', '{"operations": 1}', "null"])
def test_json_of_another_kind_is_refused(run: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "other.json").write_text(text)
    refused = run("push", tmp_path / "other.json")
    assert refused.exit_code == 1
    assert "no persisted documents" in refused.stderr or "no GraphQL document" in refused.stderr


def test_documents_hashed_otherwise_are_refused_with_what_to_set(run: Command, tmp_path: Path) -> None:
    (tmp_path / "persisted.json").write_text(json.dumps({"d41d8cd98f00b204e9800998ecf8427e": COUNT}))
    refused = run("push", tmp_path / "persisted.json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "not the SHA-256 of its text" in refused.stderr
    assert "SHA256 in Relay" in refused.stderr


def test_nothing_is_registered_where_one_file_is_wrong(run: Command, folder: Path) -> None:
    (folder / "a-part.graphql").write_text("fragment Part on Product { slug }")
    (folder / "keys.graphql").write_text(KEYS)
    refused = run("push", folder)
    assert refused.exit_code == 1
    assert "a-part.graphql: " in refused.stderr
    assert "keys.graphql: The role PARTNER may not see" in refused.stderr
    assert "[DOCUMENT_NOT_FOR_ROLE]" in refused.stderr
    assert "count.graphql" not in refused.output
    assert json.loads(run("list", "--origin", "registered", "--json").stdout) == []


def test_what_is_for_the_lender_s_people_is_warned_of(run: Command, tmp_path: Path) -> None:
    (tmp_path / "keys.graphql").write_text(KEYS)
    pushed = run("push", tmp_path, "--role", "auditor", "--role", "chief")
    assert pushed.exit_code == 0, pushed.output
    assert "keys.graphql: null to the role partner: ApiKey.name, Query.apiKeys" in pushed.stderr


def test_more_than_is_taken_at_once_is_sent_in_parts(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_MOST", 2)
    for number in range(5):
        (tmp_path / f"{number}.graphql").write_text(f"query Q{number} {{ products {{ totalCount }} }}")
    assert len(run("push", tmp_path).stdout.splitlines()) == 5
    (tmp_path / "5.graphql").write_text("{")
    (tmp_path / "0.graphql").write_text("query R { products { totalCount } }")
    refused = run("push", tmp_path)
    assert "4 documents of the parts before are registered, the others are not." in refused.stderr


def test_what_cannot_be_read_ends_the_command(run: Command, tmp_path: Path) -> None:
    assert "There is no GraphQL document." in run("push", tmp_path).stderr
    assert "cannot be read" in run("push", tmp_path / "nothing.graphql").stderr
    (tmp_path / "latin.graphql").write_bytes(b"# \xe4\nquery Q { __typename }")
    assert "is not UTF-8" in run("push", tmp_path).stderr


@pytest.mark.parametrize("arguments", [("list",), ("refusals",), ("retire", "sha256:" + "0" * 64)])
def test_without_the_right_nothing_is_told(run: Command, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments, role=Role.APPROVER)
    assert refused.exit_code == 1
    assert refused.stdout == ""


def test_an_unknown_one_cannot_be_retired(run: Command) -> None:
    assert "UNKNOWN_DOCUMENT_ID" in run("retire", "sha256:" + "0" * 64).stderr


def test_a_partner_of_a_service_in_production_sends_what_was_pushed(
    tmp_path: Path, environment: dict[str, str], folder: Path
) -> None:
    with serving_again(tmp_path, environment, "--production") as served:
        _, partner, administrator = served.tokens
        [refused] = served.ask(COUNT, token=partner)["errors"]
        assert refused["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
        to_it = ["--token", administrator, "--url", f"{served.url}/graphql"]
        pushed = CliRunner().invoke(app, ["documents", "push", str(folder), *to_it])
        assert pushed.exit_code == 0, pushed.output
        assert served.ask(COUNT, token=partner)["data"]["products"]["totalCount"] > 0
        retired = CliRunner().invoke(app, ["documents", "retire", by_id(COUNT), *to_it])
        assert retired.exit_code == 0, retired.output
        [refused] = served.ask(COUNT, token=partner)["errors"]
        assert refused["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
