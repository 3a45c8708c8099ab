"""The recovery code on paper: 160 random bits in eight groups, each with its own check sign."""

import unicodedata

from station_app.common.errors import Refused

CODE_BYTES = 20
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans("OIL", "011")
_GROUPS = 8
_DATA_IN_GROUP = 4
_LENGTH = _GROUPS * (_DATA_IN_GROUP + 1)


def printed_code(secret: bytes) -> str:
    """The groups as they are printed, to be typed by someone under pressure."""
    number = int.from_bytes(secret, "big")
    values = [number >> 5 * place & 31 for place in reversed(range(_GROUPS * _DATA_IN_GROUP))]
    groups = [values[start : start + _DATA_IN_GROUP] for start in range(0, len(values), _DATA_IN_GROUP)]
    checked = [[*group, _check(index, group)] for index, group in enumerate(groups)]
    return "-".join("".join(_SIGNS[value] for value in group) for group in checked)


def read_code(text: str) -> bytes:
    """The secret behind what was typed; a slip is refused with the group it is in."""
    number = 0
    for index, group in enumerate(_groups(text)):
        *values, check = (_SIGNS.index(sign) for sign in group)
        if check != _check(index, values):
            raise Refused(
                f"Nhóm thứ {index + 1} (“{group}”) của mã khôi phục gõ chưa đúng. So lại với tờ giấy.",
                field="code",
                code="recovery_code_slip",
            )
        for value in values:
            number = number << 5 | value
    return number.to_bytes(CODE_BYTES, "big")


def _groups(text: str) -> list[str]:
    typed = unicodedata.normalize("NFKC", text).upper().translate(_CONFUSED)
    signs = "".join(sign for sign in typed if not sign.isspace() and sign not in "-–—_.")
    for sign in signs:
        if sign not in _SIGNS:
            raise Refused(
                f"Mã khôi phục không có ký tự “{sign}”. Tắt bộ gõ tiếng Việt rồi gõ lại theo tờ giấy.",
                field="code",
                code="recovery_code_sign",
            )
    if len(signs) != _LENGTH:
        raise Refused(
            f"Mã khôi phục có {_LENGTH} ký tự, chia {_GROUPS} nhóm; đã gõ {len(signs)} ký tự. "
            "Gõ lại theo tờ giấy.",
            field="code",
            code="recovery_code_length",
        )
    step = _DATA_IN_GROUP + 1
    return [signs[start : start + step] for start in range(0, _LENGTH, step)]


def _check(index: int, values: list[int]) -> int:
    """A weighted sum over GF(32): any one wrong sign, two swapped signs or two swapped groups show."""
    check = index
    for value in values:
        check = _double(check) ^ value
    return _double(check)


def _double(value: int) -> int:
    return value << 1 ^ (0b100101 if value & 16 else 0)
