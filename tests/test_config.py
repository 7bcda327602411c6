"""Settings: all from the environment, all problems told at once, no secret shown."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from creditrules.cli.settings import MEANT, rendered
from creditrules.config import VARIABLES, BadSettings, Limits, read_local_settings, read_settings

ROOT = Path(__file__).parents[1]
COMPLETE = {
    "CREDITRULES_TABLE": "rules",
    "CREDITRULES_REGION": "eu-central-1",
    "CREDITRULES_JWKS": '{"keys":[]}',
    "CREDITRULES_ISSUER": "https://issuer.test",
    "CREDITRULES_AUDIENCE": "creditrules",
    "CREDITRULES_CURSOR_SECRET": "sixteen bytes or more",
}


def test_a_complete_environment_makes_settings_that_show_no_secret() -> None:
    settings = read_settings({**COMPLETE, "CREDITRULES_MAX_QUERY_DEPTH": "50", "OTHER": "x"})
    assert (settings.table, settings.endpoint, settings.limits) == ("rules", None, Limits(query_depth=50))
    assert "sixteen" not in repr(settings)


def test_the_region_may_be_that_of_the_platform() -> None:
    environment = {name: value for name, value in COMPLETE.items() if name != "CREDITRULES_REGION"}
    assert read_settings({**environment, "AWS_REGION": "eu-west-1"}).region == "eu-west-1"


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as told:
        read_settings({"CREDITRULES_TABLE": "rules", "CREDITRULES_CURSOR_SECRET": "short"})
    lines = str(told.value).splitlines()
    assert [line.split()[0] for line in lines] == [
        "CREDITRULES_REGION",
        "CREDITRULES_JWKS",
        "CREDITRULES_ISSUER",
        "CREDITRULES_AUDIENCE",
        "CREDITRULES_CURSOR_SECRET",
    ]


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "1e9", "٣", "99999999999"])
def test_a_limit_is_a_whole_number_above_zero(value: str) -> None:
    with pytest.raises(BadSettings, match="CREDITRULES_MAX_BODY_BYTES"):
        read_settings({**COMPLETE, "CREDITRULES_MAX_BODY_BYTES": value})


def test_recording_needs_a_key_and_has_a_retention_of_its_own() -> None:
    plain = read_settings(COMPLETE)
    assert (plain.kms_key, plain.evidence_key, plain.retention_days) == (None, None, 762)
    told = read_settings({**COMPLETE, "CREDITRULES_KMS_KEY": "alias/facts", "CREDITRULES_RETENTION_DAYS": "30"})
    assert (told.kms_key, told.retention_days) == ("alias/facts", 30)


@pytest.mark.parametrize("value", ["0", "3654", "-1", "ten"])
def test_a_retention_is_at_most_ten_years(value: str) -> None:
    with pytest.raises(BadSettings, match="CREDITRULES_RETENTION_DAYS"):
        read_settings({**COMPLETE, "CREDITRULES_RETENTION_DAYS": value})


def test_every_change_needs_an_approval_unless_the_deployment_says_otherwise() -> None:
    assert read_settings(COMPLETE).approvals == 1
    assert read_settings({**COMPLETE, "CREDITRULES_APPROVALS": "0"}).approvals == 0


@pytest.mark.parametrize("value", ["", "10", "-1", "one", "\u0663"])
def test_approvals_are_zero_to_nine(value: str) -> None:
    with pytest.raises(BadSettings, match="CREDITRULES_APPROVALS"):
        read_settings({**COMPLETE, "CREDITRULES_APPROVALS": value})


def test_each_limit_is_a_variable_of_its_own_for_both_kinds_of_service() -> None:
    names = [each.name for each in fields(Limits)]
    environment = {f"CREDITRULES_MAX_{name.upper()}": str(number) for number, name in enumerate(names, 1)}
    expected = Limits(**{name: number for number, name in enumerate(names, 1)})
    assert read_local_settings(environment).limits == read_settings({**COMPLETE, **environment}).limits == expected


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CREDITRULES_MAX_PAGE_SIZE", ""),
        ("CREDITRULES_MAX_QUERY_DEPHT", "CREDITRULES_MAX_QUERY_DEPTH"),
        ("CREDITRULES_", ""),
        ("CREDITRULES_max_query_depth", "CREDITRULES_MAX_QUERY_DEPTH"),
    ],
)
def test_a_variable_that_means_nothing_is_told_with_the_one_it_may_be_meant_for(name: str, meant: str) -> None:
    for read, environment in ((read_settings, COMPLETE), (read_local_settings, {})):
        with pytest.raises(BadSettings) as told:
            read({**environment, name: "secret"})
        assert str(told.value).startswith(f"{name} means nothing.")
        assert meant in str(told.value)
        assert "secret" not in str(told.value)


def test_the_page_on_settings_is_written_by_the_command_and_has_every_variable() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert page == rendered(), "creditrules settings > docs/settings.md"
    assert MEANT.keys() == VARIABLES
    assert [name for name in sorted(VARIABLES) if f"| `{name}` |" not in page] == []


def test_every_variable_that_is_read_anywhere_means_something() -> None:
    sources = [
        *(ROOT / "functions").rglob("*.py"),
        *(ROOT / "infra").rglob("*.yml"),
        *(ROOT / "infra").rglob("*.py"),
        ROOT / "infra" / "Containerfile",
        ROOT / "serverless.yml",
    ]
    read = {name for path in sources for name in re.findall(r"CREDITRULES_[A-Z][A-Z_]*[A-Z]", path.read_text("utf-8"))}
    assert read - VARIABLES - {"CREDITRULES_MAX"} == set()


def test_origins_are_of_tenants() -> None:
    origins = "acme=https://shop.example  acme=https://a.shop.example:8443 zenith=http://localhost:3000\n"
    settings = read_settings({**COMPLETE, "CREDITRULES_ORIGINS": origins})
    assert settings.origins == {
        ("acme", "https://shop.example"),
        ("acme", "https://a.shop.example:8443"),
        ("zenith", "http://localhost:3000"),
    }
    assert read_local_settings({"CREDITRULES_ORIGINS": origins}).origins == settings.origins
    assert read_settings(COMPLETE).origins == frozenset()


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "acme=",
        "acme=*",
        "acme=null",
        "acme=https://*.shop.example",
        "acme=http://shop.example",
        "acme=https://shop.example/",
        "acme=https://Shop.example",
        "acme=https://shop.example:443",
        "acme=http://localhost:80",
        "acme=https://",
        "acme=https://a@shop.example",
        "acme=https://shop.example,https://b.example",
        "*=https://shop.example",
        "Acme=https://shop.example",
        "acme=https://花呗.example",
    ],
)
def test_an_origin_that_no_browser_would_write_is_told(origin: str) -> None:
    with pytest.raises(BadSettings, match="CREDITRULES_ORIGINS"):
        read_settings({**COMPLETE, "CREDITRULES_ORIGINS": origin})


LISTED = '[{"issuer": "https://login.test/"}]'
ALONE = ("CREDITRULES_ISSUER", "CREDITRULES_AUDIENCE", "CREDITRULES_JWKS")


def test_issuers_are_listed_or_made_of_the_variables_of_a_single_one() -> None:
    bare = {name: value for name, value in COMPLETE.items() if name not in ALONE}
    assert read_settings({**bare, "CREDITRULES_ISSUERS": LISTED}).issuers == LISTED
    single = {"CREDITRULES_ISSUER": "https://a.test", "CREDITRULES_AUDIENCE": "one two"}
    told = read_settings({**bare, **single, "CREDITRULES_JWKS_URL": 'https://a.test/"keys'})
    assert json.loads(told.issuers) == [
        {"issuer": "https://a.test", "audience": ["one", "two"], "tenants": "any", "keys": 'https://a.test/"keys'}
    ]


def test_a_service_of_one_machine_may_have_issuers_besides_its_own() -> None:
    assert read_local_settings({}).issuers == ""
    assert read_local_settings({"CREDITRULES_ISSUERS": LISTED}).issuers == LISTED
    with pytest.raises(BadSettings, match="CREDITRULES_ISSUER is not set"):
        read_local_settings({"CREDITRULES_JWKS_URL": "https://a.test/keys"})
    with pytest.raises(BadSettings, match="CREDITRULES_LOOPBACK_KEYS"):
        read_local_settings({"CREDITRULES_LOOPBACK_KEYS": "true"})


@pytest.mark.parametrize(
    "changes",
    [
        {"CREDITRULES_ISSUERS": LISTED},
        {"CREDITRULES_JWKS_URL": "https://a.test/keys"},
        {"CREDITRULES_JWKS": "not JSON"},
        {"CREDITRULES_JWKS": '"https://a.test/keys"'},
    ],
)
def test_one_way_to_say_the_issuers_is_enough(changes: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match=r"keep one of the two|no JSON object"):
        read_settings({**COMPLETE, **changes})


@pytest.mark.parametrize(
    ("said", "deployed", "here", "here_as_deployed"),
    [
        ({}, True, False, True),
        ({"CREDITRULES_DOCUMENTS": "any"}, False, False, False),
        ({"CREDITRULES_DOCUMENTS": "trusted"}, True, True, True),
    ],
)
def test_partners_send_trusted_documents_only_where_deployed_or_told(
    said: dict[str, str], *, deployed: bool, here: bool, here_as_deployed: bool
) -> None:
    assert read_settings({**COMPLETE, **said}).trusted_only is deployed
    assert read_local_settings(said).trusted_only is here
    assert read_local_settings(said, production=True).trusted_only is here_as_deployed


def test_gateways_may_ask_for_entities_only_where_told() -> None:
    for said, wanted in (
        ({}, False),
        ({"CREDITRULES_FEDERATION": "no"}, False),
        ({"CREDITRULES_FEDERATION": "yes"}, True),
    ):
        assert read_settings({**COMPLETE, **said}).federation is wanted
        assert read_local_settings(said).federation is wanted
    with pytest.raises(BadSettings, match="CREDITRULES_FEDERATION"):
        read_settings({**COMPLETE, "CREDITRULES_FEDERATION": "1"})


def test_documents_are_trusted_or_any() -> None:
    with pytest.raises(BadSettings, match="CREDITRULES_DOCUMENTS"):
        read_settings({**COMPLETE, "CREDITRULES_DOCUMENTS": "ANY"})
