"""Whether what the service rests on can be used now: its table, its keys, its clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from creditrules.clock import Witness
from creditrules.store.decisions.sealing import KeyService
from creditrules.store.keys import probe_key
from creditrules.store.port import Table
from creditrules.store.stamps import clock_wrong

__all__ = ["probes"]


def probes(table: Table, keys: KeyService | None, witness: Witness | None = None) -> Mapping[str, Callable[[], bool]]:
    """By name, what asks a part once: whether it could be told; raises Refusal UNAVAILABLE where it cannot be used.

    keys, witness: None where there are none. Ask the table first: the witness hears the time by its answer.
    """

    def clock() -> bool:
        if witness is None or witness.apart is None:
            return False
        if witness.contradicts:
            raise clock_wrong(witness)
        return True

    def table_answers() -> bool:
        table.read([probe_key()])
        return True

    def keys_answer() -> bool:
        if keys is not None:
            keys.new_data_key({"purpose": "readiness"})
        return keys is not None

    return {"table": table_answers, "keys": keys_answer, "clock": clock}
