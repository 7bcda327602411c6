"""A stage's own issuer, for trying it before an identity provider is connected: its key lies on this machine alone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Final

from creditrules.auth import KeySet, Principal, SigningKey, issue_token, make_key, read_key
from creditrules.clock import utc_now

__all__ = ["StageIssuer"]

_KEPT: Final = Path(".creditrules") / "stages"


class StageIssuer:
    """folder: where the stages' keys are kept, each in a folder of its own."""

    def __init__(self, stage: str, folder: Path = _KEPT) -> None:
        self.path = folder / stage / "issuer.pem"
        self.name = f"https://creditrules.invalid/stages/{stage}"
        self._audience = f"creditrules-{stage}"

    def configuration(self) -> str:
        """What CREDITRULES_ISSUERS says of it; its key is made where there is none."""
        keys = json.loads(KeySet.of([self._key()]).to_json())
        return json.dumps([{"issuer": self.name, "audience": self._audience, "tenants": "any", "keys": keys}])

    def token(self, principal: Principal, lifetime: timedelta) -> str:
        """A token that the stage takes."""
        told = {"issuer": self.name, "audience": self._audience}
        return issue_token(self._key(), principal, **told, issued_at=utc_now(), lifetime=lifetime)

    def _key(self) -> SigningKey:
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.touch(0o600, exist_ok=False)
            self.path.write_bytes(make_key().pem())
        return read_key(self.path.read_bytes())
