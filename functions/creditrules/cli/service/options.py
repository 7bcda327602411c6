"""Options of all commands that ask a running service."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["LOCAL_URL", "PartnerToken", "StaffToken", "Url"]

LOCAL_URL = "http://127.0.0.1:8000/graphql"

PartnerToken = Annotated[str, typer.Option("--token", envvar="CREDITRULES_TOKEN", help="A partner's token.")]
StaffToken = Annotated[str, typer.Option("--token", envvar="CREDITRULES_TOKEN", help="A token of the lender's staff.")]
Url = Annotated[str, typer.Option("--url", envvar="CREDITRULES_URL", help="The service.")]
