"""The GraphQL API behind API Gateway's HTTP API (payload 2.0), wired while the function initialises."""

from __future__ import annotations

import gc
import os
from functools import partial

from creditrules.api import behind_gateway
from creditrules.bootstrap import build_app, load_ahead
from creditrules.config import read_settings
from creditrules.handlers.metrics import metrics_to_stdout
from creditrules.handlers.snapshots import prepare_for_snapshot

__all__ = ["behind_gateway", "handler"]


metrics_to_stdout(os.environ)
try:
    _settings = read_settings(os.environ)
    handler = behind_gateway(build_app(_settings))
    prepare_for_snapshot(os.environ, partial(load_ahead, _settings))
finally:
    gc.enable()

# What was built stays for good: the collector need not walk it again during requests.
gc.freeze()
