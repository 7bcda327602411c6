"""`creditrules token`: tokens of one role or of several, for the service in this folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import jwt
import pytest
from tests.warm import commands


def token(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return commands.run(["token", *arguments], cwd=folder, env=os.environ)


@pytest.mark.parametrize(
    ("arguments", "roles"),
    [
        ((), ["PARTNER"]),
        (("--role", "approver"), ["APPROVER"]),
        (("--role", "administrator", "--role", "CHIEF"), ["ADMINISTRATOR", "CHIEF"]),
    ],
)
def test_a_token_carries_the_roles_that_were_asked_for(
    tmp_path: Path, arguments: tuple[str, ...], roles: list[str]
) -> None:
    made = token(tmp_path, *arguments)
    assert made.returncode == 0, made.stderr
    claims = jwt.decode(made.stdout.strip(), options={"verify_signature": False})
    assert claims["roles"] == roles


def test_a_role_that_there_is_not_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    refused = token(tmp_path, "--role", "administrator", "--role", "king")
    assert refused.returncode == 2
    assert "king" in refused.stderr
    assert "auditor" in refused.stderr


@pytest.mark.parametrize("subject", ["", " ana", "ana\nbob", "ana\u202egnp", "key:shop", "x" * 257])
def test_a_subject_that_hides_something_or_is_a_keys_is_refused(tmp_path: Path, subject: str) -> None:
    refused = token(tmp_path, "--subject", subject)
    assert refused.returncode == 2
    assert "A subject has" in refused.stderr
