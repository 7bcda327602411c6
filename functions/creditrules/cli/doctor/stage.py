"""A deployed stage: its table, its keys, its clock and its rights, as AWS tells them and as they can be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from creditrules.bootstrap import Stage, open_stage
from creditrules.cli.anchors.ends import Anchors
from creditrules.cli.doctor.findings import Finding, failed, fine, tried, warned
from creditrules.cli.doctor.keys import facts_key, signing_key
from creditrules.cli.doctor.settings import stage_settings
from creditrules.cli.doctor.tenants import of_tenant
from creditrules.clock import utc_now
from creditrules.config import BadSettings, TableSettings, read_table_settings
from creditrules.store import probes

__all__ = ["of_stage"]

_NOT_TOLD: Final = "not told"
_RIGHT: Final = "Look yourself, or run this with the right to {}."


def of_stage(environment: Mapping[str, str], tenants: Sequence[str], anchors: Anchors | None) -> Iterator[Finding]:
    """All that is checked of the stage that an environment describes, with the rights of whoever asks."""
    yield from stage_settings(environment)
    known = {
        name: value for name, value in environment.items() if not name.startswith("CREDITRULES_") or name in _OF_TABLE
    }
    try:
        settings = read_table_settings(known)
    except BadSettings:
        yield failed("table", "No table is named, so that nothing more can be checked.", "Mend the settings first.")
        return
    stage = open_stage(settings)
    yield from tried("table", lambda: _table(stage))
    yield from tried("permissions", lambda: _permissions(stage))
    yield from tried("clock", lambda: _clock(stage))
    yield from _keys(stage, settings)
    if not tenants:
        yield warned("chains", "No lender is named: versions and chains are not looked at.", "Name them by --tenant.")
    for tenant in tenants:
        yield from of_tenant(stage.table, tenant, stage.keys, utc_now(), anchors)


_OF_TABLE: Final = {f"CREDITRULES_{name}" for name in ("TABLE", "REGION", "ENDPOINT", "KMS_KEY", "EVIDENCE_KEY")}


def _table(stage: Stage) -> Iterator[Finding]:
    found = stage.set_up()
    if found.status is None:
        yield failed("table", "There is no such table.", "Look at CREDITRULES_TABLE, the region and the account.")
        return
    if found.status == _NOT_TOLD:
        yield warned("table", "How the table is set up is not told.", _RIGHT.format("dynamodb:DescribeTable"))
        return
    if not found.keyed:
        advice = "It is no table of ours: make one with infra/resources.yml."
        yield failed("table", "Its key is not pk and sk, two texts.", advice)
    elif found.status not in {"ACTIVE", "UPDATING"}:
        yield failed("table", f"It is {found.status}.", "Wait until it is ACTIVE, or restore it.")
    else:
        yield fine("table", f"It is {found.status}, with the key that we want.")
    yield from _protected(found.protected, found.recovery, found.on_demand)
    yield from _expiring(found.expires)
    if found.stream == "":
        yield failed("stream", "It has no stream, so that nobody hears of changes.", "Turn it on: NEW_AND_OLD_IMAGES.")
    elif found.stream != "NEW_AND_OLD_IMAGES":
        yield failed("stream", f"Its stream shows {found.stream} alone.", "Set it to NEW_AND_OLD_IMAGES.")
    else:
        yield fine("stream", "Its stream shows what was written.")
    if found.encrypted == "":
        yield warned(
            "encryption", "It is encrypted with a key of AWS's own.", "Set a KMS key of yours: SSESpecification."
        )
    elif found.encrypted in {"ENABLED", "UPDATING"}:
        yield fine("encryption", "It is encrypted with a KMS key.")
    else:
        yield failed(
            "encryption", f"Its KMS key is {found.encrypted}.", "Enable the key: without it nothing can be read."
        )


def _protected(protected: str, recovery: str, on_demand: str) -> Iterator[Finding]:
    if protected == "yes":
        yield fine("deletion protection", "It is on.")
    else:
        yield warned("deletion protection", "It is off: one call deletes everything.", "Turn it on for all but trials.")
    if recovery == "yes":
        yield fine("point-in-time recovery", "It is on.")
    elif recovery == _NOT_TOLD:
        advice = _RIGHT.format("dynamodb:DescribeContinuousBackups")
        yield warned("point-in-time recovery", "Whether it is on is not told.", advice)
    else:
        yield failed("point-in-time recovery", "It is off: there is nothing to go back to.", "Turn it on.")
    if on_demand != "yes":
        yield warned("capacity", "It is paid by provisioned capacity.", "Watch its throttles, or set PAY_PER_REQUEST.")


def _expiring(attribute: str) -> Iterator[Finding]:
    if attribute == "expires":
        yield fine("expiry", "Items expire by the attribute `expires`.")
    elif attribute == _NOT_TOLD:
        yield warned("expiry", "By what items expire is not told.", _RIGHT.format("dynamodb:DescribeTimeToLive"))
    else:
        told = f"by {attribute!r}" if attribute else "not at all"
        advice = "Turn time to live on for `expires`: facts would be kept beyond their retention."
        yield failed("expiry", f"Items expire {told}.", advice)


def _permissions(stage: Stage) -> Iterator[Finding]:
    refused = list(stage.refused())
    for call, cause in refused:
        yield failed("permissions", f"{call} is refused ({cause}).", "Give the right to this call on this table.")
    if not refused:
        yield fine("permissions", "Every call of the service may be made on the table, by whoever asks here.")


def _clock(stage: Stage) -> Iterator[Finding]:
    told = [ask() for ask in (probes(stage.table, None, stage.witness)[name] for name in ("table", "clock"))]
    if told[-1]:
        yield fine("clock", "This machine's clock and that of the table agree.")
    else:
        yield warned("clock", "The table does not tell the time.", "Look at this machine's clock yourself.")


def _keys(stage: Stage, settings: TableSettings) -> Iterator[Finding]:
    if stage.keys is not None and settings.kms_key is not None:
        yield from _key_set_up(stage, "keys", settings.kms_key, "ENCRYPT_DECRYPT")
        yield from tried("keys", lambda: facts_key(stage.keys) if stage.keys else ())
    if stage.signer is not None and settings.evidence_key is not None:
        yield from _key_set_up(stage, "evidence key", settings.evidence_key, "SIGN_VERIFY")
        yield from tried("evidence key", lambda: signing_key(stage.signer) if stage.signer else ())


def _key_set_up(stage: Stage, check: str, key: str, usage: str) -> Iterator[Finding]:
    found = stage.key_set_up(key)
    if found.state == _NOT_TOLD:
        yield warned(check, "How the key is set up is not told.", _RIGHT.format("kms:DescribeKey"))
    elif found.state != "Enabled":
        yield failed(
            check, f"The key is {found.state}.", "Enable it, or cancel its deletion: what it closed is lost else."
        )
    elif found.usage != usage:
        yield failed(check, f"The key is for {found.usage}.", f"Name one for {usage}.")
    elif found.rotated == "no":
        yield warned(check, "AWS does not rotate the key.", "Turn rotation on: what was closed before stays readable.")
    else:
        yield fine(check, "The key is enabled, and for what it should be.")
