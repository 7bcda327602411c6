"""What a deployed function is told by its environment, as Lambda has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from creditrules.errors import Kind, Refusal
from creditrules.store.aws.clients import make_client
from creditrules.store.aws.failures import cause_of
from creditrules.store.aws.trying import ONE_TRY, patiently

__all__ = ["function_environment"]

_MISSING: Final = "ResourceNotFoundException"


def function_environment(name: str, region: str) -> Mapping[str, str]:
    """The environment of a function, secrets among it.

    Raises Refusal NOT_FOUND "NO_STAGE" where there is no such function, UNAVAILABLE "STAGE_UNREAD".
    """
    try:
        client = make_client("lambda", region, Config(retries=ONE_TRY, connect_timeout=1, read_timeout=5))
        answer: Any = patiently(partial(client.get_function_configuration, FunctionName=name))
    except (BotoCoreError, ClientError) as error:
        if cause_of(error) == _MISSING:
            hint = "Look at the stage, the region and the account that you are signed in to."
            message = f"There is no function {name} in {region}."
            raise Refusal(Kind.NOT_FOUND, "NO_STAGE", message, hint=hint) from None
        message = f"What {name} is told cannot be read: {cause_of(error)}."
        hint = "You need the right to lambda:GetFunctionConfiguration."
        raise Refusal(Kind.UNAVAILABLE, "STAGE_UNREAD", message, hint=hint, cause=cause_of(error)) from error
    found: Mapping[str, str] = answer.get("Environment", {}).get("Variables", {})
    return found
