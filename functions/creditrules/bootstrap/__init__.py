"""The only place where ports meet adapters: the service for AWS Lambda, and the whole of it inside one process."""

from creditrules.bootstrap.deployed import build_app, load_ahead
from creditrules.bootstrap.feeding import LocalFeed
from creditrules.bootstrap.local import LocalService, build_local
from creditrules.bootstrap.populations import build_parts
from creditrules.bootstrap.public import build_public
from creditrules.bootstrap.stage import Stage, open_stage, stage_environment
from creditrules.bootstrap.streaming import DeployedFeed, UnfinishedRunError, build_feed
from creditrules.bootstrap.upkeep import Upkeep, build_upkeep, local_upkeep, shelf_at
from creditrules.bootstrap.verifying import build_authorizer, configured

__all__ = [
    "DeployedFeed",
    "LocalFeed",
    "LocalService",
    "Stage",
    "UnfinishedRunError",
    "Upkeep",
    "build_app",
    "build_authorizer",
    "build_feed",
    "build_local",
    "build_parts",
    "build_public",
    "build_upkeep",
    "configured",
    "load_ahead",
    "local_upkeep",
    "open_stage",
    "shelf_at",
    "stage_environment",
]
