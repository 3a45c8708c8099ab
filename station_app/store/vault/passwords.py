"""Which passwords are taken, how strong one is, and in which form they are compared."""

import unicodedata
from functools import cache

import resources
from station_app.common.names import fold
from station_app.store.vault.guessing import Strength, strength_of

LENGTH_LEAST = 8
"""With a second check by the phone; TCVN 14423:2026, level 2."""
LENGTH_REQUIRED = 14
"""Without one; the same."""

_WAY_OUT = "Ghép bốn từ chẳng liên quan gì nhau, ví dụ tên một con vật, một món ăn, một dòng suối và một màu."


def password_form(text: str) -> str:
    """One form for one password: keyboards write ế as one sign, two or three."""
    return unicodedata.normalize("NFC", text)


def password_objection(
    password: str, login: str, *, least: int = LENGTH_REQUIRED, about: tuple[str, ...] = ()
) -> str | None:
    """Why this password would not keep anybody out and what to do instead, or None.

    `least` is the length asked for; `about` are what a thief tries first: names of station, person."""
    form = password_form(password)
    bare = bare_form(form)
    if len(form) < least:
        return _too_short(len(form), least)
    if _is_login(bare, bare_form(login)):
        return f"Mật khẩu này chỉ là tên đăng nhập, thêm vài con số. {_WAY_OUT}"
    if bare in common() or bare.rstrip("0123456789") in common():
        return f"Mật khẩu này nằm trong danh sách hay gặp, kẻ trộm thử trước tiên. {_WAY_OUT}"
    if strength_of(form, (login, *about)) is Strength.TOO_WEAK:
        return f"Mật khẩu này dễ đoán: tên, ngày, dãy phím hay chữ lặp lại. {_WAY_OUT}"
    return None


def _is_login(bare: str, login: str) -> bool:
    rest = bare.replace(login, "") if login and login in bare else "?"
    return not rest or rest.isdigit()


def _too_short(length: int, least: int) -> str:
    if least < LENGTH_REQUIRED or length < LENGTH_LEAST:
        return f"Mật khẩu cần ít nhất {least} ký tự; mới có {length}. {_WAY_OUT}"
    return (
        f"Mật khẩu cần ít nhất {least} ký tự; mới có {length}. {_WAY_OUT} "
        f"Muốn ngắn hơn, từ {LENGTH_LEAST} ký tự, thì bật mã xác nhận trên điện thoại trước."
    )


def judged(
    password: str, login: str, *, least: int = LENGTH_REQUIRED, about: tuple[str, ...] = ()
) -> tuple[int, str, str | None]:
    """For a meter: a step from 0 to 3, its word, and why the password is not taken."""
    strength = strength_of(password_form(password), (login, *about))
    objection = password_objection(password, login, least=least, about=about)
    step = min(strength, Strength.WEAK) if objection else strength
    return step, Strength(step).words, objection


def bare_form(text: str) -> str:
    """Folded, without spaces and signs: Mật-Khẩu 123 is matkhau123."""
    return fold(text).replace(" ", "")


@cache
def common() -> frozenset[str]:
    """What is tried first at a health station; `python -m tests.passwords` makes the list."""
    lines = resources.text("passwords/common.txt").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
