"""Verifies who asks, as API Gateway's authorizer (payload 2.0, simple responses), for the function of GraphQL."""

from __future__ import annotations

import gc
import os

from creditrules.bootstrap import build_authorizer
from creditrules.config import read_authorizer_settings
from creditrules.handlers.metrics import metrics_to_stdout

__all__ = ["handler"]

metrics_to_stdout(os.environ)
try:
    handler = build_authorizer(read_authorizer_settings(os.environ))
finally:
    gc.enable()

gc.freeze()
