"""The recovery code in words: no two are typed or read out alike, and a slip is found in its line."""

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.store.vault.paper import printed_code, printed_words, qr_text, read_paper
from station_app.store.vault.recovery_code import CODE_BYTES
from station_app.store.vault.recovery_words import WORDS, alike, looks_like_words, read_words, words

secrets = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)


def test_the_list_never_changes() -> None:
    """A sheet printed today is read in ten years."""
    read = json.loads(resources.text("words/recovery.json"))
    assert hashlib.sha256(" ".join(words()).encode()).hexdigest() == read["sha256"]
    assert read["sha256"] == "dd76ce46f12a70008bd2c69b7e5dffbc4238cf6d0104ec94a296325f6ac61810"


def test_no_two_words_are_typed_or_read_out_alike() -> None:
    assert len(words()) == 512
    assert len({alike(word) for word in words()}) == 512
    assert all(2 <= len(word) <= 6 and word == word.lower() for word in words())


@pytest.mark.parametrize("pair", ["chăng trăng", "xông sông", "dao giao", "dắn rắn", "lúi núi", "kỉ kỳ"])
def test_what_sounds_the_same_somewhere_is_one_word(pair: str) -> None:
    assert len({alike(word) for word in pair.split()}) == 1


@given(secrets, st.sampled_from(["NFC", "NFD"]), st.sampled_from([" ", "\n", ", ", " - ", "  1. "]))
def test_the_words_are_read_back_with_and_without_marks(secret: bytes, form, between: str) -> None:
    lines = printed_words(secret)
    assert [len(line.split()) for line in lines] == [7] * 3
    typed = between.join(" ".join(lines).split())
    for one in (typed, unicodedata.normalize(form, typed), fold(typed), typed.upper()):
        assert read_paper(one) == secret


@given(secrets, st.integers(0, WORDS - 1), st.sampled_from(words()))
def test_one_wrong_word_is_found_in_its_line(secret: bytes, place: int, word: str) -> None:
    typed = " ".join(printed_words(secret)).split()
    right, typed[place] = typed[place], word
    if right == word:
        assert read_words(" ".join(typed)) == secret
        return
    with pytest.raises(Refused, match=f"Dòng thứ {place // 7 + 1} ") as refused:
        read_words(" ".join(typed))
    assert refused.value.field == "code"


@given(secrets, st.integers(0, WORDS - 2))
def test_two_swapped_words_are_noticed(secret: bytes, place: int) -> None:
    typed = " ".join(printed_words(secret)).split()
    swapped = [*typed]
    swapped[place], swapped[place + 1] = typed[place + 1], typed[place]
    if swapped != typed:
        with pytest.raises(Refused):
            read_words(" ".join(swapped))


def test_a_word_left_out_or_not_of_the_list_is_said() -> None:
    typed = " ".join(printed_words(bytes(range(20)))).split()
    with pytest.raises(Refused, match="đã gõ 20 từ"):
        read_words(" ".join(typed[:-1]))
    with pytest.raises(Refused, match="không có từ “zzz”"):
        read_words(" ".join([*typed[:-1], "zzz"]))


@given(secrets)
def test_code_words_and_what_a_scanner_types_are_one(secret: bytes) -> None:
    for typed in (printed_code(secret), printed_code(secret).replace("-", " "), qr_text(secret)):
        assert not looks_like_words(typed)
        assert read_paper(typed) == secret
    assert read_paper(" ".join(printed_words(secret))) == secret
    assert set(qr_text(secret)) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), (
        "the dense QR alphabet"
    )
