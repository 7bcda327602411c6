"""The public pages behind API Gateway's HTTP API, wired while the function initialises."""

from __future__ import annotations

import gc
import os

from creditrules.api import public_behind_gateway
from creditrules.bootstrap import build_public
from creditrules.config import read_public_settings
from creditrules.handlers.metrics import metrics_to_stdout

__all__ = ["handler"]

metrics_to_stdout(os.environ)
try:
    handler = public_behind_gateway(build_public(read_public_settings(os.environ)))
finally:
    gc.enable()

gc.freeze()
