"""DynamoDB inside this process, by moto, for tests and benches. moto is imported only when asked for.

Only the client that is given out talks to it: nothing of botocore, the environment or the process is patched, its
requests are not signed, and none of them can reach the network. Things of moto are put right here: it is not safe under
threads, it copies the whole table once for every item of a transaction, reads all of it for a query, and takes longer
over the form of an answer than over finding it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

if TYPE_CHECKING:
    from moto.core.responses import ActionResult, BaseResponse
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.responses import DynamoHandler
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["ACCOUNT", "REGION", "embedded_aws", "embedded_client"]

REGION: Final = "eu-central-1"
ACCOUNT: Final = "123456789012"


@contextmanager
def embedded_client() -> Iterator[DynamoDBClient]:
    """A client of an empty DynamoDB of its own, usable from many threads; what was stored is gone afterwards."""
    client: DynamoDBClient = embedded_aws("dynamodb", _handler_class())
    try:
        yield client
    finally:
        client.close()


def embedded_aws(service: str, handler: type[BaseResponse]) -> Any:
    """A client of a service of AWS whose requests a moto front answers; close it."""
    with _MAKING:
        client: Any = _session().client(
            service,  # type: ignore[call-overload]
            region_name=REGION,
            endpoint_url=f"https://{service}.{REGION}.amazonaws.com",  # whatever the environment says
            config=Config(account_id_endpoint_mode="disabled", user_agent="embedded", signature_version=UNSIGNED),
        )
    client.meta.events.register(f"before-send.{service}", _Dispatcher(handler))
    return client


_MAKING: Final = Lock()  # sessions are not safe under threads


@cache
def _session() -> boto3.session.Session:
    """One for all clients: it reads the descriptions of services once, which takes longer than all else of a client."""
    return boto3.session.Session()


class _Dispatcher:
    """Answers every request of one client from a moto front, one at a time."""

    def __init__(self, handler: type[BaseResponse]) -> None:
        self._handler = handler
        # A transaction that fails puts back the table it had copied, and with it undoes every write made meanwhile.
        self._lock = RLock()

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """What the network would have answered; called by botocore before it sends."""
        from moto.core.botocore_stubber import MockRawResponse  # noqa: PLC0415 - not in the Lambda archive
        from moto.core.request import normalize_request  # noqa: PLC0415

        normal: Any = normalize_request(request)
        with self._lock:
            status, headers, body = self._handler.dispatch(normal, normal.raw_url, normal.headers)
        return AWSResponse(request.url, status, headers, MockRawResponse(body))


def _handler_class() -> type[DynamoHandler]:
    from moto.dynamodb.models import DynamoDBBackend  # noqa: PLC0415
    from moto.dynamodb.models.dynamo_type import Item  # noqa: PLC0415
    from moto.dynamodb.models.table import Table  # noqa: PLC0415

    class QuickTable(Table):
        """Copies share the items, which writes replace and never change; queries read their partition. No indexes."""

        def __deepcopy__(self, memo: object) -> QuickTable:
            return self._with({name: dict(items) for name, items in self.items.items()})

        def put_item(self, *args: Any, **kwargs: Any) -> Item:
            item = super().put_item(*args, **kwargs)
            Item.instances_tracked.clear()  # type: ignore[attr-defined]  # the same, for items long replaced
            return item

        def all_items(self) -> list[Item]:
            """In their order, which is that of texts: keys are nothing else here."""
            found: list[Any] = [item for items in self.items.values() for item in items.values()]
            return sorted(found, key=lambda item: (item.hash_key.value, item.range_key.value))

        def query(self, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
            partition = {hash_key: self.items[hash_key]} if hash_key in self.items else {}
            return Table.query(self._with(partition), hash_key, *args, **kwargs)

        def _with(self, items: dict[Any, Any]) -> QuickTable:
            # Past BaseModel.__new__, which keeps every instance for ever.
            twin = object.__new__(QuickTable)  # type: ignore[type-abstract]
            twin.__dict__ = {**self.__dict__, "items": defaultdict(dict, items)}
            return twin

    class Backend(DynamoDBBackend):
        """moto's DynamoDB with quick tables."""

        def create_table(self, *args: Any, **kwargs: Any) -> Table:
            table = super().create_table(*args, **kwargs)
            table.__class__ = QuickTable  # type: ignore[type-abstract]
            return table

        def update_item(self, *args: Any, **kwargs: Any) -> Any:
            raise NotImplementedError("UpdateItem changes items in place; the embedded database takes whole items only")

    return _front(Backend(REGION, ACCOUNT))


def _front(backend: DynamoDBBackend) -> type[DynamoHandler]:
    from moto.core.exceptions import ServiceException  # noqa: PLC0415
    from moto.core.responses import ActionResult  # noqa: PLC0415
    from moto.core.utils import camelcase_to_underscores  # noqa: PLC0415
    from moto.dynamodb.responses import DynamoHandler  # noqa: PLC0415
    from werkzeug.exceptions import HTTPException  # noqa: PLC0415

    class Handler(DynamoHandler):
        """moto's front of one backend, in place of those it keeps for the whole process."""

        @property
        def dynamodb_backend(self) -> DynamoDBBackend:
            return backend

        def call_action(self) -> Any:
            """Past looking for the action among all methods, and for the rights to it."""
            self.body = self.params
            try:
                return self.serialized(getattr(self, camelcase_to_underscores(self._get_action()))())
            except ServiceException as refused:
                return super().serialized(ActionResult(refused))
            except HTTPException:
                return super().call_action()  # which refuses it again, in the right form

        def serialized(self, action_result: ActionResult) -> Any:
            """Items are in the form of answers already: past looking up each name in the description of DynamoDB."""
            if self._get_action() not in _READS:
                return super().serialized(action_result)
            return 200, _HEADERS, json.dumps(action_result.result, default=_base64)

    return Handler


_READS: Final = frozenset({"BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"})
_HEADERS: Final = {"Content-Type": "application/x-amz-json-1.0"}


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
