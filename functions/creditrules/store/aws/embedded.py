"""DynamoDB inside this process, by moto, for tests and benches. moto is imported only when asked for.

Only the client that is given out talks to it: nothing of botocore, the environment or the process is patched, its
requests are not signed, and none of them can reach the network. Things of moto are put right here: it is not safe under
threads, it copies the whole table once for every item of a transaction, reads all of it for a query, measures anew what
has not changed, and takes longer over the form of an answer than over finding it.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

if TYPE_CHECKING:
    from moto.core.responses import BaseResponse
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.dynamo_type import DynamoType
    from moto.dynamodb.models.table import Table
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["ACCOUNT", "REGION", "answered", "embedded_aws", "embedded_client"]

REGION: Final = "eu-central-1"
ACCOUNT: Final = "123456789012"


@contextmanager
def embedded_client() -> Iterator[DynamoDBClient]:
    """A client of an empty DynamoDB of its own, usable from many threads; what was stored is gone afterwards."""
    client: DynamoDBClient = embedded_aws("dynamodb", _front_of_a_new_one().answer)
    try:
        yield client
    finally:
        client.close()


def embedded_aws(service: str, answer: Callable[[AWSPreparedRequest], Any]) -> Any:
    """A client of a service of AWS whose requests are answered here, with status, headers and body; close it."""
    with _MAKING:
        client: Any = _session().client(
            service,  # type: ignore[call-overload]
            region_name=REGION,
            endpoint_url=f"https://{service}.{REGION}.amazonaws.com",  # whatever the environment says
            config=Config(account_id_endpoint_mode="disabled", user_agent="embedded", signature_version=UNSIGNED),
        )
    client.meta.events.register(f"before-send.{service}", _Dispatcher(answer))
    _send_to_one_place(client)
    return client


def _send_to_one_place(client: Any) -> None:
    """Botocore works out for every request where it goes, which takes a tenth of all that it does; here it is known."""
    known: list[Any] = []
    resolver = client._ruleset_resolver  # noqa: SLF001 - there is no setting for it
    work_out = resolver.construct_endpoint

    def place(**asked: Any) -> Any:
        if not known:
            known.append(work_out(**asked))
        return known[0]

    resolver.construct_endpoint = place


_MAKING: Final = Lock()  # sessions are not safe under threads


@cache
def _session() -> boto3.session.Session:
    """One for all clients: it reads the descriptions of services once, which takes longer than all else of a client."""
    return boto3.session.Session()


class _Dispatcher:
    """Answers every request of one client, one at a time."""

    def __init__(self, answer: Callable[[AWSPreparedRequest], Any]) -> None:
        self._answer = answer
        # A transaction that fails puts back the table it had copied, and with it undoes every write made meanwhile.
        self._lock = RLock()

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """What the network would have answered; called by botocore before it sends."""
        from moto.core.botocore_stubber import MockRawResponse  # noqa: PLC0415 - not in the Lambda archive

        with self._lock:
            status, headers, body = self._answer(request)
        return AWSResponse(request.url, status, headers, MockRawResponse(body))


def answered(front: type[BaseResponse], request: AWSPreparedRequest) -> Any:
    """What a moto front answers: status, headers and body."""
    from moto.core.request import normalize_request  # noqa: PLC0415 - not in the Lambda archive

    normal: Any = normalize_request(request)
    return front.dispatch(normal, normal.raw_url, normal.headers)


@cache
def _quick_table() -> type[Table]:
    from moto.dynamodb.models.dynamo_type import Item  # noqa: PLC0415
    from moto.dynamodb.models.table import Table  # noqa: PLC0415

    class QuickTable(Table):
        """Queries read their partition, and what transactions wrote is taken back by the backend. No indexes."""

        def __deepcopy__(self, memo: object) -> QuickTable:
            """For transactions, once for every item of each; nothing else here asks for it."""
            return self

        def put_item(self, *args: Any, **kwargs: Any) -> Item:
            item = super().put_item(*args, **kwargs)
            item.size = cache(item.size)  # type: ignore[method-assign]  # asked by every query; writes replace items
            Item.instances_tracked.clear()  # type: ignore[attr-defined]  # the same, for items long replaced
            return item

        def all_items(self) -> list[Item]:
            """In their order, which is that of texts: keys are nothing else here."""
            found: list[Any] = [item for items in self.items.values() for item in items.values()]
            return sorted(found, key=lambda item: (item.hash_key.value, item.range_key.value))

        def query(self, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
            partition = {hash_key: self.items[hash_key]} if hash_key in self.items else {}
            # Past BaseModel.__new__, which keeps every instance for ever.
            twin = object.__new__(QuickTable)  # type: ignore[type-abstract]
            twin.__dict__ = {**self.__dict__, "items": defaultdict(dict, partition)}
            return Table.query(twin, hash_key, *args, **kwargs)

    return QuickTable


def _front_of_a_new_one() -> Any:
    from moto.dynamodb.models import DynamoDBBackend  # noqa: PLC0415
    from moto.dynamodb.models.dynamo_type import DynamoType  # noqa: PLC0415

    class Backend(DynamoDBBackend):
        """moto's DynamoDB with quick tables."""

        def create_table(self, *args: Any, **kwargs: Any) -> Table:
            table = super().create_table(*args, **kwargs)
            table.__class__ = _quick_table()
            return table

        def transact_write_items(self, transact_items: list[dict[str, Any]]) -> None:
            before = [self._partition(operation) for item in transact_items for operation in item.values()]
            try:
                super().transact_write_items(transact_items)
            except BaseException:
                for items, key, partition in before:
                    items[key] = dict(partition)
                raise

        def _partition(self, operation: dict[str, Any]) -> tuple[dict[Any, Any], DynamoType, dict[Any, Any]]:
            """The items of the table, the key of the partition that an operation is about, and what that holds now."""
            table = self.get_table(operation["TableName"])
            key = DynamoType((operation.get("Item") or operation["Key"])[table.hash_key_attr])
            return table.items, key, dict(table.items.get(key, {}))

        def update_item(self, *args: Any, **kwargs: Any) -> Any:
            raise NotImplementedError("UpdateItem changes items in place; the embedded database takes whole items only")

    return _front(Backend(REGION, ACCOUNT))


def _front(backend: DynamoDBBackend) -> Any:
    from moto.core.exceptions import ServiceException  # noqa: PLC0415
    from moto.core.utils import camelcase_to_underscores  # noqa: PLC0415
    from moto.dynamodb.responses import DynamoHandler  # noqa: PLC0415
    from werkzeug.exceptions import HTTPException  # noqa: PLC0415

    class Handler(DynamoHandler):
        """moto's front of one backend, in place of those it keeps for the whole process."""

        @property
        def dynamodb_backend(self) -> DynamoDBBackend:
            return backend

        @classmethod
        def answer(cls, request: AWSPreparedRequest) -> Any:
            """What reads or writes items, past the forms that all services share; see `answered`."""
            action = cast("bytes", request.headers["X-Amz-Target"]).decode().rpartition(".")[2]
            if action in _ITEMS:
                front = cls()
                front.body = front.params = json.loads(cast("bytes", request.body), object_hook=_bytes_in)
                try:
                    found = getattr(front, camelcase_to_underscores(action))()
                    return 200, _HEADERS, json.dumps(found.result, default=_base64)
                except (ServiceException, HTTPException):
                    """Refused again by what follows, in the form that clients read; nothing was written."""
            return answered(cls, request)

    return Handler


_READS: Final = frozenset({"BatchGetItem", "GetItem", "Query", "Scan"})
_ITEMS: Final = _READS | {"BatchWriteItem", "PutItem", "TransactWriteItems"}
_HEADERS: Final = {"Content-Type": "application/x-amz-json-1.0"}


def _bytes_in(read: dict[str, Any]) -> dict[str, Any]:
    match read:
        case {"B": str(text)} if len(read) == 1:
            return {"B": b64decode(text)}
    return read


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
