"""The code on paper survives hurried fingers, and says where they slipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.common.errors import Refused
from station_app.store.vault.recovery_code import CODE_BYTES, printed_code, read_code

secrets = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(secrets)
def test_the_code_as_printed_is_read_back(secret: bytes) -> None:
    printed = printed_code(secret)
    assert read_code(printed) == secret
    assert [len(group) for group in printed.split("-")] == [5] * 8
    assert not set(printed) & set("OILU")


@given(secrets, st.randoms(use_true_random=False))
def test_hurried_fingers_are_understood(secret: bytes, dice) -> None:
    habits = {"0": "0Oo", "1": "1IiLl"}
    typed = "".join(
        dice.choice(habits.get(sign, sign + sign.lower())) + dice.choice(["", "", " ", "-", " – ", "\t", "."])
        for sign in printed_code(secret)
        if sign != "-"
    )
    assert read_code(f"  {typed}\n") == secret


@given(secrets, st.integers(0, 39), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_found_in_its_group(secret: bytes, place: int, sign: str) -> None:
    code = printed_code(secret).replace("-", "")
    typed = code[:place] + sign + code[place + 1 :]
    if typed == code:
        assert read_code(typed) == secret
        return
    with pytest.raises(Refused, match=f"Nhóm thứ {place // 5 + 1} "):
        read_code(typed)


@given(secrets, st.integers(0, 7), st.permutations(range(5)))
def test_two_exchanged_signs_are_found(secret: bytes, group: int, order: list[int]) -> None:
    groups = printed_code(secret).split("-")
    one, other = order[:2]
    signs = list(groups[group])
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    groups[group] = "".join(signs)
    with pytest.raises(Refused, match=f"Nhóm thứ {group + 1} "):
        read_code("-".join(groups))


@given(secrets, st.permutations(range(8)))
def test_two_exchanged_groups_are_found(secret: bytes, order: list[int]) -> None:
    groups = printed_code(secret).split("-")
    one, other = sorted(order[:2])
    groups[one], groups[other] = groups[other], groups[one]
    if groups[one] == groups[other]:
        return
    with pytest.raises(Refused, match=f"Nhóm thứ {one + 1} "):
        read_code("".join(groups))


@given(st.text())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_code(text)
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda code: code[:-1], "đã gõ 39 ký tự"),
        (lambda code: code + "A", "đã gõ 41 ký tự"),
        (lambda code: "Ư" + code[1:], "Tắt bộ gõ tiếng Việt"),
        (lambda code: "U" + code[1:], "không có ký tự “U”"),
    ],
)
def test_the_refusal_says_what_to_do(change, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_code(change(printed_code(bytes(range(CODE_BYTES)))))
