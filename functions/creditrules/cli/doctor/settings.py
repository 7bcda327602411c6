"""What the environment says: names that mean nothing, what is missing or contradicts itself, secrets that are weak."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from creditrules.bootstrap import configured
from creditrules.cli.doctor.findings import Finding, failed, fine, warned
from creditrules.config import BadSettings, LocalSettings, Settings, read_local_settings, read_settings

__all__ = ["local_settings", "stage_settings"]

_CHECK: Final = "settings"
_SECRETS: Final = ("CREDITRULES_CURSOR_SECRET", "CREDITRULES_AUTHORIZER_SECRET")
_GOOD_BYTES: Final = 32
_KINDS: Final = 8
"""Of characters a secret that was drawn has more than so many."""
_PAGE: Final = "Every setting is in docs/settings.md."


def stage_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the settings of a deployed service. No value of a secret is told."""
    settings: list[Settings] = []
    yield from _read(lambda: settings.append(read_settings(environment)))
    yield from _weak(environment)
    for each in settings:
        yield from _deployed(each)


def _deployed(settings: Settings) -> Iterator[Finding]:
    if settings.issuers:
        yield from _issuers(settings)
    if settings.kms_key is None:
        yield warned(_CHECK, "CREDITRULES_KMS_KEY is not set: no decisions are recorded.", "Name the key of the facts.")
    if settings.evidence_key is None:
        yield warned(
            _CHECK, "CREDITRULES_EVIDENCE_KEY is not set: no evidence is made.", "Name a key that signs it, if wanted."
        )
    if settings.endpoint is not None:
        yield warned(
            _CHECK,
            "CREDITRULES_ENDPOINT names another DynamoDB than that of the region.",
            "Leave it out, but for a stage that is only for tests.",
        )
    if settings.loopback_keys:
        yield warned(_CHECK, "CREDITRULES_LOOPBACK_KEYS is for tests only.", "Leave it out.")
    if settings.approvals == 0:
        yield warned(
            _CHECK,
            "CREDITRULES_APPROVALS is 0: where a lender has no policy, one person alone changes the rules.",
            "Set it to 1 or more.",
        )


def local_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """The same of the service of one machine."""
    settings: list[LocalSettings] = []
    yield from _read(lambda: settings.append(read_local_settings(environment)))
    yield from _weak(environment)
    for each in settings:
        if each.issuers:
            yield from _issuers(each)


def _read(read: Callable[[], None]) -> Iterator[Finding]:
    try:
        read()
    except BadSettings as problem:
        for line in str(problem).splitlines():
            yield failed(_CHECK, line, _PAGE)
    else:
        yield fine(_CHECK, "Every setting means something, and none is missing.")


def _issuers(settings: Settings | LocalSettings) -> Iterator[Finding]:
    try:
        count = len(configured(settings))
    except BadSettings as problem:
        for line in str(problem).splitlines():
            yield failed(_CHECK, line, _PAGE)
    else:
        yield fine(_CHECK, f"Tokens are taken of {count} issuers.")


def _weak(environment: Mapping[str, str]) -> Iterator[Finding]:
    for name in _SECRETS:
        secret = environment.get(name, "")
        if secret and (len(secret.encode()) < _GOOD_BYTES or len(set(secret)) <= _KINDS):
            yield warned(
                _CHECK,
                f"{name} is short, or can be guessed.",
                f"Draw {_GOOD_BYTES} bytes or more, by `openssl rand -hex 32`.",
            )
