"""The second check: RFC 6238 to the letter, half a minute of drift, and no code twice."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from station_app.store.vault.own_box import opened_by_own, sealed_for_own
from station_app.store.vault.phone_code import (
    PhoneCheck,
    code_of,
    new_phone_check,
    phone_uri,
    typed_secret,
)

SECRET = b"12345678901234567890"
"""Of RFC 6238, appendix B."""


@pytest.mark.parametrize(
    "seconds, digits",
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds: int, digits: str):
    at = datetime.fromtimestamp(seconds, UTC)
    assert TOTP(SECRET, 8, SHA1(), 30).generate(seconds).decode() == digits
    assert code_of(SECRET, seconds // 30) == digits[-6:]
    assert PhoneCheck(SECRET).accepting(digits[-6:], at)


NOW = datetime(2026, 11, 30, 8, 0, 10, tzinfo=UTC)


def code(seconds: int = 0) -> str:
    return code_of(SECRET, int((NOW + timedelta(seconds=seconds)).timestamp()) // 30)


@pytest.mark.parametrize("seconds, taken", [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_half_a_minute_of_drift_either_way(seconds: int, taken: bool):
    assert bool(PhoneCheck(SECRET).accepting(code(seconds), NOW)) is taken


def test_no_code_is_taken_twice_nor_one_before_it():
    after = PhoneCheck(SECRET).accepting(f" {code()[:3]} {code()[3:]} ", NOW)
    assert after
    assert after.accepting(code(), NOW) is None
    assert after.accepting(code(-30), NOW) is None
    assert after.accepting(code(30), NOW)


def test_a_clock_set_back_takes_no_old_code_again():
    after = PhoneCheck(SECRET).accepting(code(), NOW)
    assert after
    assert after.accepting(code(-600), NOW - timedelta(minutes=10)) is None


def test_each_paper_code_opens_once():
    check, codes = new_phone_check()
    assert len(codes) == len(set(codes)) == 8
    after = check.accepting(codes[0].lower(), NOW)
    assert after
    assert len(after.paper) == 7
    assert after.accepting(codes[0], NOW) is None
    assert after.accepting(codes[1].replace("-", " "), NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000000"])
def test_anything_else_is_refused(typed: str):
    assert PhoneCheck(SECRET).accepting(typed, NOW) is None


def test_it_comes_back_out_of_its_seal_and_for_nobody_else():
    check, _ = new_phone_check()
    sealed = sealed_for_own(b"k" * 32, "phone lan", check.to_bytes())
    assert check.secret not in sealed
    assert PhoneCheck.from_bytes(opened_by_own(b"k" * 32, "phone lan", sealed) or b"") == check
    assert opened_by_own(b"x" * 32, "phone lan", sealed) is None
    assert opened_by_own(b"k" * 32, "phone mai", sealed) is None
    assert opened_by_own(b"k" * 32, "phone lan", sealed[:-1] + bytes([sealed[-1] ^ 1])) is None
    assert opened_by_own(b"k" * 32, "phone lan", b"") is None


def test_a_phone_reads_the_code_or_types_it():
    uri = urlsplit(phone_uri(SECRET, "hạnh.lò", "Trạm Y tế xã Mường Hoa"))
    query = parse_qs(uri.query)
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert query["secret"] == [typed_secret(SECRET).replace(" ", "")]
    assert query["issuer"] == ["Tram Y Te Xa Muong Hoa"]
    assert "algorithm" not in query
    assert "+" not in uri.query
