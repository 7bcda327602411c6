"""Messages to addresses that others chose, over real HTTP: to public ones, never led elsewhere, never waited for."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.webhook_target import WebhookTarget

import creditrules.requesting as requesting_module
import creditrules.sending as sending_module
from creditrules.feed import DeliveryResult, Sent
from creditrules.sending import post

Looked = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def target() -> Iterator[WebhookTarget]:
    with WebhookTarget() as server:
        yield server


def leads_to(*addresses: str) -> Looked:
    """A name service in which every name has these addresses."""

    def lookup(host: str, port: int, seconds: float) -> list[Any]:
        assert host
        assert seconds <= 10
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, (each, port)) for each in addresses]

    return lookup


def test_a_message_arrives_with_its_headers_and_every_byte(target: WebhookTarget) -> None:
    sent = post(f"{target.address}/in?shop=1", b'{"a":1}', {"webhook-id": "ntc_1"}, loopback=True)
    came = target.came[-1]
    assert sent == Sent(DeliveryResult.DELIVERED, 204)
    assert (came.path, came.body, came.headers["webhook-id"]) == ("/in?shop=1", b'{"a":1}', "ntc_1")
    assert came.headers["content-type"] == "application/cloudevents+json"


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("200", Sent(DeliveryResult.DELIVERED, 200)),
        ("299", Sent(DeliveryResult.DELIVERED, 299)),
        ("400", Sent(DeliveryResult.REFUSED, 400)),
        ("500", Sent(DeliveryResult.REFUSED, 500)),
        ("410", Sent(DeliveryResult.GONE, 410)),
        ("busy", Sent(DeliveryResult.REFUSED, 503, timedelta(minutes=2))),
        ("304", Sent(DeliveryResult.REDIRECTED, 304)),
        ("endless", Sent(DeliveryResult.DELIVERED, 200)),
    ],
)
def test_what_the_receiver_answers_is_told_by_its_status(target: WebhookTarget, path: str, result: Sent) -> None:
    begun = time.monotonic()
    assert post(f"{target.address}/{path}", b"{}", {}, loopback=True) == result
    assert time.monotonic() - begun < 3


def test_nobody_is_led_elsewhere(target: WebhookTarget) -> None:
    before = len(target.came)
    assert post(f"{target.address}/away", b"{}", {}, loopback=True) == Sent(DeliveryResult.REDIRECTED, 302)
    assert [came.path for came in target.came[before:]] == ["/away"]


@pytest.mark.parametrize("path", ["hangs", "trickles"])
def test_who_hangs_is_left_in_time(target: WebhookTarget, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_module, "SECONDS", 0.3)
    begun = time.monotonic()
    assert post(f"{target.address}/{path}", b"{}", {}, loopback=True).result is DeliveryResult.TIMED_OUT
    assert time.monotonic() - begun < 2


def test_who_takes_a_connection_and_never_shakes_hands_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending_module, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        sent = post(f"https://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {}, loopback=True)
    assert sent == Sent(DeliveryResult.TIMED_OUT)
    assert time.monotonic() - begun < 2


def test_an_address_without_tls_is_not_taken_for_one_with_it(target: WebhookTarget) -> None:
    sent = post(target.address.replace("http", "https"), b"{}", {}, loopback=True)
    assert sent == Sent(DeliveryResult.UNREACHABLE)


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:1/", "https://nowhere.invalid/", "https://[::1", "https://a:b/"]
)
def test_what_cannot_be_reached_is_told(address: str) -> None:
    assert post(address, b"{}", {}, loopback=True) == Sent(DeliveryResult.UNREACHABLE)


PRIVATE = [
    "10.0.0.1", "172.16.9.9", "192.168.1.1",  # private networks
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "::1", "::",  # this machine  # noqa: S104
    "169.254.169.254", "169.254.170.2", "fe80::1", "fe80::1%eth0", "fd00:ec2::254",  # link-local, metadata of clouds
    "100.64.0.1", "100.127.255.254",  # shared by carriers
    "192.0.2.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "224.0.0.1", "ff02::1", "fc00::1", "2001:db8::1",
    "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:127.0.0.1",  # mapped
    "::10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "2002:7f00:1::1",  # translated, tunnelled
    "2001:0:a00:1::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("beside", [(), ("93.184.216.34",)], ids=["alone", "beside a public one"])
def test_nothing_is_sent_where_a_name_leads_to_an_address_that_is_not_public(
    address: str, beside: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("no connection may be tried")

    monkeypatch.setattr(requesting_module, "connected", never)
    sent = post("https://hooks.example/", b"{}", {}, lookup=leads_to(*beside, address))
    assert sent == Sent(DeliveryResult.ADDRESS_REFUSED)


def test_the_setting_for_trying_allows_this_machine_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"):
        sent = post("https://hooks.example/", b"{}", {}, loopback=True, lookup=leads_to(address))
        assert sent == Sent(DeliveryResult.ADDRESS_REFUSED)
    assert post("http://hooks.example/", b"{}", {}, loopback=True, lookup=leads_to("93.184.216.34")) == Sent(
        DeliveryResult.ADDRESS_REFUSED
    ), "without TLS only on this machine"


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700:4700::1111", "::ffff:5db8:d822"])
def test_the_connection_goes_to_the_address_that_was_looked_at(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once: where it leads the next time is nobody's concern."""
    asked: list[str] = []
    tried: list[tuple[str, int]] = []

    def lookup(host: str, port: int, seconds: float) -> list[Any]:
        asked.append(host)
        return leads_to(address)(host, port, seconds)

    def connect(host: str, port: int, _: float) -> socket.socket:
        tried.append((host, port))
        raise ConnectionRefusedError

    monkeypatch.setattr(requesting_module, "connected", connect)
    assert post("https://hooks.example:8443/in", b"{}", {}, lookup=lookup) == Sent(DeliveryResult.UNREACHABLE)
    assert (asked, tried) == (["hooks.example"], [(address, 8443)])


def test_a_name_without_an_address_is_refused() -> None:
    assert post("https://hooks.example/", b"{}", {}, lookup=leads_to()) == Sent(DeliveryResult.ADDRESS_REFUSED)
