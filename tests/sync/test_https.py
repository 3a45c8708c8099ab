"""The line to the gateway believes only the gateway, over a real socket."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.digest import overall
from sync.envelope import new_device, signing_key
from sync.first_version import DEVICE, SIGNATURE
from sync.frame import question_is_from, seal_answer, split_question, verify_receipt
from sync.https import SMALLEST, HttpsLine, Spent, Terms, checked, enrol
from sync.message import BODY_LIMIT, PAGE, Answer, Ask, Enrol, Enrolled, Proof, Receipt, Refusal
from sync.parcel import ask_is_from, pack, pack_tight, sign_answer, unpack
from sync.round import Broken, Turned
from sync.sparing import spared, whole

NAME, SIGNING = new_device()
PUBLIC = signing_key(SIGNING).public_key().public_bytes_raw()
GATEWAY = signing_key(new_device()[1])
GATEWAY_PUBLIC = GATEWAY.public_key().public_bytes_raw()
ASK = Ask(2, NAME, "e", 0, 0, bytes(32), word=overall({}))
ANSWER = whole(Answer(2, "e", 0, Receipt(NAME, 0, bytes(32), 0, "2026-11-21T01:00:00Z", {})))
PORTAL = "<html>Chào mừng đến quán cà phê!</html>".encode()

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
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append(self.path)
        status, answer, headers = self.server.reply(self.server, self.path, body, dict(self.headers))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(answer)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_PUT = do_POST  # noqa: N815

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


def _answered(frame: bytes, answer: Answer = ANSWER, key: Ed25519PrivateKey = GATEWAY) -> bytes:
    return seal_answer(pack_tight(spared(answer, ASK)), frame, key, answer.receipt)


def _refused(frame: bytes, key: Ed25519PrivateKey = GATEWAY) -> bytes:
    return seal_answer(pack(Refusal("fork", "Lịch sử không khớp.")), frame, key)


def test_a_question_is_signed_and_its_answer_believed(gateway, line):
    def reply(server, path, body, headers):
        question = split_question(body)
        assert question_is_from("/v2", question, PUBLIC)
        assert question.device == NAME
        assert unpack(question.packed, Ask).device == ""
        assert set(headers) == {"Host", "Content-Length"}
        return 200, _answered(body), {}

    gateway.reply = reply
    answer = line.exchange(ASK)
    assert (answer.epoch, answer.receipt) == ("e", ANSWER.receipt)
    assert verify_receipt(GATEWAY_PUBLIC, answer.receipt, answer.proof)
    assert gateway.asked == ["/v2"]


def test_a_kept_receipt_stays_provable_and_a_changed_one_is_not(gateway, line):
    digests = {"person": "ab", "dose": "cd"}
    receipt = msgspec.structs.replace(ANSWER.receipt, upto=3, head=b"h" * 32, digests=digests)
    gateway.reply = lambda _, __, frame, ___: (200, _answered(frame, whole(Answer(2, "e", 0, receipt))), {})
    heard = line.exchange(ASK)
    kept = msgspec.json.encode([heard.receipt, heard.proof])
    receipt, proof = msgspec.json.decode(kept, type=tuple[Receipt, Proof])
    assert receipt.digests == digests
    assert verify_receipt(GATEWAY_PUBLIC, receipt, proof)
    for changed in ({"upto": 4}, {"digests": {"person": "ff"}}, {"word": bytes(16)}, {"at": "2027"}):
        assert not verify_receipt(GATEWAY_PUBLIC, msgspec.structs.replace(receipt, **changed), proof)
    assert not verify_receipt(PUBLIC, receipt, proof)


def test_an_old_answer_replayed_to_another_question_is_not_believed(gateway, line):
    said: list[bytes] = []

    def reply(server, path, body, headers):
        said.append(said[0] if said else _answered(body))
        return 200, said[-1], {}

    gateway.reply = reply
    line.exchange(ASK)
    with pytest.raises(Turned) as turned:
        line.exchange(msgspec.structs.replace(ASK, turn=ASK.turn + 1))
    assert turned.value.code == "gateway_key"


def test_other_questions_are_unlike_each_other_so_that_no_old_answer_fits(gateway, line):
    def reply(server, path, body, headers):
        assert question_is_from(path, split_question(body), PUBLIC)
        return 200, seal_answer(pack_tight(Refusal("a", "b")), body, GATEWAY), {}

    gateway.reply = reply
    assert [line.call("compare", ASK, Refusal).code for _ in range(2)] == ["a", "a"]
    assert len(set(gateway.asked)) == 2
    assert all(path.startswith("/v2/compare?") for path in gateway.asked)


@pytest.mark.parametrize(
    "status, body, headers",
    [
        pytest.param(200, PORTAL, {}, id="a captive portal's page"),
        pytest.param(200, b"", {}, id="a cheerful nothing"),
        pytest.param(302, b"", {"Location": "http://portal.test/"}, id="a captive portal's redirect"),
        pytest.param(307, PORTAL, {"Location": "/elsewhere"}, id="a redirect within"),
        pytest.param(403, PORTAL, {}, id="a proxy's own refusal"),
        pytest.param(403, pack(Refusal("revoked", "x")), {}, id="a refusal nobody signed"),
        pytest.param(404, b"", {}, id="nobody here"),
        pytest.param(408, b"", {}, id="too slow"),
        pytest.param(429, b"", {}, id="too many"),
        pytest.param(500, PORTAL, {}, id="a fault"),
        pytest.param(503, b"", {}, id="busy"),
        pytest.param(200, bytes(BODY_LIMIT + 1), {}, id="without end"),
    ],
)
def test_a_line_that_is_not_the_gateways_is_broken(gateway, line, status, body, headers):
    gateway.reply = lambda *_: (status, body, headers)
    with pytest.raises(Broken):
        line.exchange(ASK)
    assert len(gateway.asked) == 1


def test_an_answer_cut_short_is_asked_for_again_smaller_and_then_the_line_is_broken(gateway, line):
    rooms: list[int] = []

    def reply(server, path, body, headers):
        if path != "/v2":
            return 404, b"", {}
        rooms.append(unpack(split_question(body).packed, Ask).room)
        return 200, _answered(body), {"Content-Length": "999"}

    gateway.reply = reply
    with pytest.raises(Broken):
        line.exchange(ASK)
    assert rooms == [PAGE, *[SMALLEST] * 5]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda frame: _answered(frame, key=signing_key(SIGNING)), id="another's"),
        pytest.param(lambda frame: _answered(frame + b"x"), id="to another question"),
        pytest.param(lambda frame: bytes(64) + _answered(frame)[64:], id="without a signature"),
    ],
)
def test_an_answer_that_is_signed_by_another_is_told_and_not_believed(gateway, line, answer):
    gateway.reply = lambda _, __, frame, ___: (200, answer(frame), {})
    with pytest.raises(Turned) as turned:
        line.exchange(ASK)
    assert turned.value.code == "gateway_key"


def test_a_refusal_is_told_in_its_own_words(gateway, line):
    gateway.reply = lambda _, __, frame, ___: (409, _refused(frame), {})
    with pytest.raises(Turned, match=r"Lịch sử không khớp\.") as turned:
        line.exchange(ASK)
    assert turned.value.code == "fork"


def test_a_refusal_signed_by_another_is_not_believed(gateway, line):
    gateway.reply = lambda _, __, frame, ___: (409, _refused(frame, signing_key(SIGNING)), {})
    with pytest.raises(Turned) as turned:
        line.exchange(ASK)
    assert turned.value.code == "gateway_key"


def test_a_signed_answer_that_is_no_answer_is_a_broken_line(gateway, line):
    gateway.reply = lambda _, __, frame, ___: (200, seal_answer(pack(Refusal("x", "y")), frame, GATEWAY), {})
    with pytest.raises(Broken):
        line.exchange(ASK)


def test_nobody_listening_is_a_broken_line(gateway):
    unused = HttpsLine("http://127.0.0.1:9", NAME, SIGNING, GATEWAY_PUBLIC)
    with pytest.raises(Broken):
        unused.exchange(ASK)
    unused.close()


def test_the_first_address_that_answers_is_kept(gateway):
    terms = Terms(others=(gateway.url,))
    line = HttpsLine("http://127.0.0.1:9", NAME, SIGNING, GATEWAY_PUBLIC, terms)
    gateway.reply = lambda _, __, frame, ___: (200, _answered(frame), {})
    for _ in range(2):
        line.exchange(ASK)
    assert gateway.asked == ["/v2"] * 2
    line.close()


def test_a_gateway_that_asks_for_a_moment_gets_it(gateway, line):
    def reply(server, path, body, headers):
        if len(server.asked) == 1:
            return 503, b"", {"Retry-After": "1"}
        return 200, _answered(body), {}

    gateway.reply = reply
    begun = time.monotonic()
    line.exchange(ASK)
    assert time.monotonic() - begun >= 1


def test_a_gateway_that_asks_for_longer_is_left_alone_for_as_long(gateway, line):
    gateway.answering(429, b"", Retry_After="90")
    with pytest.raises(Broken) as broken:
        line.exchange(ASK)
    assert broken.value.after == 90


def test_a_day_whose_data_is_used_up_ends_before_the_next_question(gateway):
    gateway.reply = lambda _, __, frame, ___: (200, _answered(frame), {})
    line = HttpsLine(gateway.url, NAME, SIGNING, GATEWAY_PUBLIC, Terms(budget=300))
    line.exchange(ASK)
    assert sum(line.passed) > 300
    with pytest.raises(Spent):
        line.exchange(ASK)
    assert len(gateway.asked) == 1
    line.close()


OLD = pack(Refusal("unknown-path", "Kho tỉnh không có địa chỉ này."))


def _first_version(server, path, body, headers):
    if path != "/v1/exchange":
        return 404, OLD, {}
    assert ask_is_from(body, headers[SIGNATURE], PUBLIC)
    assert headers[DEVICE] == NAME
    ask = unpack(body, Ask)
    assert (ask.v, ask.device, ask.word, ask.mark) == (1, NAME, b"", b"")
    answer = pack(Answer(1, "e", 0, ANSWER.receipt))
    return 200, answer, {SIGNATURE: sign_answer(answer, GATEWAY)}


def test_a_gateway_of_the_version_before_is_spoken_to_in_its_words(gateway, line):
    gateway.reply = _first_version
    assert line.exchange(msgspec.structs.replace(ASK, word=bytes(16), mark=b"m")).v == 1
    assert line.terms.protocol == 1


def test_downgrade_is_refused_by_who_has_heard_better_once(gateway):
    gateway.reply = _first_version
    line = HttpsLine(gateway.url, NAME, SIGNING, GATEWAY_PUBLIC, Terms(protocol=2))
    with pytest.raises(Turned) as turned:
        line.exchange(ASK)
    assert turned.value.code == "downgrade"
    assert gateway.asked == ["/v2"]
    line.close()


def test_enrolling_shows_the_code_and_the_key(gateway):
    def reply(server, path, body, headers):
        wanted = unpack(body, Enrol)
        assert (path, wanted.code, wanted.public_key) == ("/v1/enrol", "AAAAA-BBBBB", PUBLIC)
        return 200, pack(Enrolled(1, "12345", "Bản Dền", "e", GATEWAY_PUBLIC)), {}

    gateway.reply = reply
    assert enrol(gateway.url, "AAAAA-BBBBB", SIGNING).point == "Bản Dền"


@pytest.mark.parametrize("status, body", [(200, PORTAL), (403, PORTAL), (200, b"")])
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
