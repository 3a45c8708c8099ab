"""The line to the gateway believes only the gateway, over a real socket."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sync.envelope import new_device, signing_key
from sync.first_version import DEVICE, SIGNATURE
from sync.https import HttpsLine, checked, enrol
from sync.message import BODY_LIMIT, Answer, Ask, Enrol, Enrolled, Receipt, Refusal
from sync.parcel import ask_is_from, pack, sign_answer, unpack
from sync.round import Broken, Turned

NAME, SIGNING = new_device()
PUBLIC = signing_key(SIGNING).public_key().public_bytes_raw()
GATEWAY = signing_key(new_device()[1])
GATEWAY_PUBLIC = GATEWAY.public_key().public_bytes_raw()
ASK = Ask(1, NAME, "e", 0, 0, bytes(32))
ANSWER = pack(Answer(1, "e", 0, Receipt(NAME, 0, bytes(32), 0, "2026-11-21T01:00:00Z", {})))
SIGNED = {SIGNATURE: sign_answer(ANSWER, GATEWAY)}
PAGE = "<html>Chào mừng đến quán cà phê!</html>".encode()

Reply = tuple[int, bytes, dict[str, str]]


class Gateway(ThreadingHTTPServer):
    """Answers every message with what the test has put there."""

    reply: Callable[["Gateway", str, bytes, dict[str, str]], Reply]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answering(self, status: int, body: bytes, **headers: str) -> "Gateway":
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.reply = lambda _, __, ___, ____: (status, body, named)
        return self


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        status, answer, headers = self.server.reply(self.server, self.path, body, dict(self.headers))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(answer)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """A test is quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def line(gateway: Gateway) -> Iterator[HttpsLine]:
    made = HttpsLine(gateway.url + "/", NAME, SIGNING, GATEWAY_PUBLIC)
    yield made
    made.close()


def test_a_question_is_signed_and_its_answer_believed(gateway, line):
    def reply(server, path, body, headers):
        assert ask_is_from(body, headers[SIGNATURE], PUBLIC)
        assert headers[DEVICE] == NAME
        assert unpack(body, Ask).device == NAME
        return 200, ANSWER, SIGNED

    gateway.reply = reply
    assert line.exchange(ASK).epoch == "e"
    assert gateway.asked == ["/v1/exchange"]


@pytest.mark.parametrize(
    "status, body, headers",
    [
        pytest.param(200, PAGE, {}, id="a captive portal's page"),
        pytest.param(302, b"", {"Location": "http://portal.test/"}, id="a captive portal's redirect"),
        pytest.param(307, ANSWER, {"Location": "/elsewhere", **SIGNED}, id="a redirect, even signed"),
        pytest.param(403, PAGE, {}, id="a proxy's own refusal"),
        pytest.param(404, b"", {}, id="nobody here"),
        pytest.param(408, b"", {}, id="too slow"),
        pytest.param(429, b"", {}, id="too many"),
        pytest.param(500, PAGE, {}, id="a fault"),
        pytest.param(503, b"", {}, id="busy"),
        pytest.param(200, ANSWER, {"Content-Length": str(len(ANSWER) + 50), **SIGNED}, id="cut short"),
        pytest.param(200, bytes(BODY_LIMIT + 1), SIGNED, id="without end"),
    ],
)
def test_a_line_that_is_not_the_gateways_is_broken(gateway, line, status, body, headers):
    gateway.reply = lambda *_: (status, body, headers)
    with pytest.raises(Broken):
        line.exchange(ASK)
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    "signature",
    [sign_answer(ANSWER, signing_key(SIGNING)), sign_answer(ANSWER + b"x", GATEWAY), "AAAA", "no base64"],
    ids=["another's", "of another answer", "too short", "of another form"],
)
def test_an_answer_that_is_signed_by_another_is_told_and_not_believed(gateway, line, signature):
    gateway.reply = lambda *_: (200, ANSWER, {SIGNATURE: signature})
    with pytest.raises(Turned) as turned:
        line.exchange(ASK)
    assert turned.value.code == "gateway_key"


def test_a_refusal_is_told_in_its_own_words(gateway, line):
    gateway.answering(409, pack(Refusal("fork", "Lịch sử không khớp.")))
    with pytest.raises(Turned, match=r"Lịch sử không khớp\.") as turned:
        line.exchange(ASK)
    assert turned.value.code == "fork"


def test_a_signed_answer_that_is_no_answer_is_a_broken_line(gateway, line):
    body = pack(Refusal("x", "y"))
    gateway.reply = lambda *_: (200, body, {SIGNATURE: sign_answer(body, GATEWAY)})
    with pytest.raises(Broken):
        line.exchange(ASK)


def test_nobody_listening_is_a_broken_line(gateway):
    unused = HttpsLine("http://127.0.0.1:9", NAME, SIGNING, GATEWAY_PUBLIC)
    with pytest.raises(Broken):
        unused.exchange(ASK)
    unused.close()


def test_enrolling_shows_the_code_and_the_key(gateway):
    def reply(server, path, body, headers):
        wanted = unpack(body, Enrol)
        assert (path, wanted.code, wanted.public_key) == ("/v1/enrol", "AAAAA-BBBBB", PUBLIC)
        return 200, pack(Enrolled(1, "12345", "Bản Dền", "e", GATEWAY_PUBLIC)), {}

    gateway.reply = reply
    assert enrol(gateway.url, "AAAAA-BBBBB", SIGNING).point == "Bản Dền"


@pytest.mark.parametrize("status, body", [(200, PAGE), (403, PAGE), (200, b"")])
def test_enrolling_with_a_captive_portal_is_a_broken_line(gateway, status, body):
    gateway.answering(status, body)
    with pytest.raises(Broken):
        enrol(gateway.url, "AAAAA-BBBBB", SIGNING)


@pytest.mark.parametrize(
    "address, wanted",
    [
        ("https://kho.tinh.vn/", "https://kho.tinh.vn"),
        ("https://kho.tinh.vn:8443/tram", "https://kho.tinh.vn:8443/tram"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_https_goes_anywhere_and_plain_http_to_this_machine(address, wanted):
    assert checked(address) == wanted


@pytest.mark.parametrize(
    "address",
    ["http://kho.tinh.vn", "http://192.168.1.5:8000", "http://127.0.0.1.evil.test", "http://localhost@evil.test",
     "ftp://kho.tinh.vn", "kho.tinh.vn", "https://", "", "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_that_would_leak_is_refused(address):
    with pytest.raises(ValueError):
        checked(address)
    with pytest.raises(ValueError):
        HttpsLine(address, NAME, SIGNING, GATEWAY_PUBLIC)
