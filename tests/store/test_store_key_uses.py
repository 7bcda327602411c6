"""API keys on every database: made, borne and revoked; when each was used last, tenant by tenant."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from creditrules import desk
from creditrules.auth import Principal, Role
from creditrules.errors import Refusal
from creditrules.store import RulesInTable

CHIEF = Principal("lender", "carla", frozenset({Role.CHIEF}))


def test_the_last_use_is_told_by_tenant_and_key(store: RulesInTable, clock: list[datetime]) -> None:
    names = [f"lender-{number:012}" for number in range(120)]
    for tenant, minutes in (("lender", 1), ("other", 2)):
        store.key_uses.mark_used(tenant, names[7], clock[0] + timedelta(minutes=minutes))
    store.key_uses.mark_used("lender", names[119], clock[0])
    assert store.key_uses.last("lender", names) == {names[7]: clock[0] + timedelta(minutes=1), names[119]: clock[0]}
    assert store.key_uses.last("other", names) == {names[7]: clock[0] + timedelta(minutes=2)}
    assert store.key_uses.last("nobody", names) == store.key_uses.last("lender", []) == {}


def test_a_key_is_made_borne_and_revoked(store: RulesInTable, clock: list[datetime]) -> None:
    catalogue = desk.Catalogue(store)
    holders = [desk.ApiKeyHolder(catalogue), desk.ApiKeyHolder(desk.Catalogue(store))]
    made = [
        desk.create_api_key(catalogue, CHIEF, desk.ApiKeyGiven("shop", clock[0] + timedelta(days=1), f"key {number}"))
        for number in range(2)
    ]
    for each in made:
        assert [holder.principal(each.secret or "").subject for holder in holders] == ["key:shop"] * 2
    desk.revoke_api_key(catalogue, CHIEF, made[0].key.key.id)
    for holder in holders:
        with pytest.raises(Refusal) as refused:
            holder.principal(made[0].secret or "")
        assert refused.value.code == "API_KEY_REVOKED"
        assert holder.principal(made[1].secret or "").tenant == "lender"
