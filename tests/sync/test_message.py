"""A message is read as what it should be, or refused: bombs, wrong types, forged signatures."""

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import new_device, signing_key
from sync.message import BODY_LIMIT, Answer, Ask, Enrol, Enrolled, News, Receipt, Refusal, Stamped, Verdict
from sync.parcel import answer_is_from, ask_is_from, pack, sign_answer, sign_ask, unpack
from sync.short import Malformed

RECEIPT = Receipt("a", 3, bytes(32), 3, "2026-11-21T01:00:00Z", {"person": "0a"}, [(5, 7)], 1, 2)
NEWS = [News("b", 5, msgspec.Raw(b'[1,"x"]'))]
MESSAGES = [
    Ask(1, "a", "e", 0, 3, bytes(32), envelopes=[msgspec.Raw(b"[]")]),
    Answer(
        1, "e", 9, RECEIPT, True, NEWS, stamps=[Stamped(1, 3, 8)], verdicts=[Verdict("person", "x", None)]
    ),
    Enrol(1, "AAAAA-BBBBB", bytes(32)),
    Enrolled(1, "12345", "A", "e", bytes(32)),
    Refusal("fork", "Lịch sử của máy này không khớp."),
]
KEY, OTHER = signing_key(new_device()[1]), signing_key(new_device()[1])
PUBLIC = KEY.public_key().public_bytes_raw()


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_was_packed_is_unpacked(message):
    again = unpack(pack(message), type(message))
    assert msgspec.json.encode(again) == msgspec.json.encode(message)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
@pytest.mark.parametrize("kind", [Ask, Answer, Enrol, Enrolled, Refusal])
def test_one_kind_is_never_taken_for_another(message, kind):
    if not isinstance(message, kind):
        with pytest.raises(Malformed):
            unpack(pack(message), kind)


def _squeezed(plain: bytes, **options) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(plain)


GOOD = msgspec.json.encode(MESSAGES[0])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param("<html>Quán cà phê</html>".encode(), id="a web page"),
        pytest.param(GOOD, id="not compressed"),
        pytest.param(_squeezed(bytes(BODY_LIMIT + 1)), id="a bomb"),
        pytest.param(_squeezed(GOOD, write_content_size=False), id="of unknown size"),
        pytest.param(_squeezed(GOOD)[:-3], id="cut short"),
        pytest.param(_squeezed(b"[" * 1_000_000), id="a tower of brackets"),
        pytest.param(_squeezed(b"\xff\xfe"), id="no text"),
        pytest.param(_squeezed(GOOD.replace(b'"v":1', b'"v":"1"')), id="a number as text"),
        pytest.param(_squeezed(GOOD.replace(b'"v":1,', b"")), id="something left out"),
    ],
)
def test_what_is_no_message_is_malformed(body):
    with pytest.raises(Malformed):
        unpack(body, Ask)


def test_a_header_that_lies_about_the_size_does_not_unpack_a_bomb():
    bomb = bytearray(_squeezed(bytes(BODY_LIMIT)))
    with pytest.raises(Malformed):
        unpack(bytes(bomb), Ask)


@given(st.binary(max_size=200))
def test_noise_is_malformed(noise):
    with pytest.raises(Malformed):
        unpack(noise, Ask)


def test_a_signature_holds_for_its_body_its_key_and_its_direction():
    body = pack(MESSAGES[0])
    asked, answered = sign_ask(body, KEY), sign_answer(body, KEY)
    assert ask_is_from(body, asked, PUBLIC)
    assert answer_is_from(body, answered, PUBLIC)
    assert not ask_is_from(body, answered, PUBLIC)
    assert not answer_is_from(body, asked, PUBLIC)
    assert not ask_is_from(body + b"\0", asked, PUBLIC)
    assert not ask_is_from(body, sign_ask(body, OTHER), PUBLIC)


@pytest.mark.parametrize("signature", ["", "not base64!", "AAAA", "đ"])
def test_a_signature_of_another_form_does_not_hold(signature):
    assert not ask_is_from(b"x", signature, PUBLIC)
    assert not ask_is_from(b"x", signature, b"no key")


def test_a_newer_peer_may_say_more():
    plain = GOOD[:-1] + b',"later":{"x":1}}'
    assert unpack(_squeezed(plain), Ask).device == "a"
