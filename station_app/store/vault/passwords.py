"""Which passwords are taken, and in which form they are compared."""

import unicodedata

from station_app.common.names import fold

LENGTH_REQUIRED = 8
LENGTH_ADVISED = 14

# Folded and without spaces: what a thief types first at a health station.
_TYPED_FIRST = """
    12345678 123456789 1234567890 0123456789 87654321 11223344 12341234 12344321
    password password1 password123 passw0rd matkhau1 matkhau123 matkhau12345 matkhaucuatoi
    qwertyui qwerty123 asdfghjk iloveyou admin123 administrator abc12345 abcd1234 1qaz2wsx
    tramyte1 tramyte123 tramytexa tramyte2025 tramyte2026 ytecoso1 yte12345 boyte123
    vietnam1 vietnam123 anhyeuem emyeuanh yeuemnhieu khongbiet
"""
_COMMON = frozenset(_TYPED_FIRST.split())


def password_form(text: str) -> str:
    """One form for one password: keyboards write ế as one sign, two or three."""
    return unicodedata.normalize("NFC", text)


def password_objection(password: str, login: str) -> str | None:
    """Why this password would not keep anybody out, or None."""
    form = password_form(password)
    bare = fold(form).replace(" ", "")
    if len(form) < LENGTH_REQUIRED:
        return (
            f"Mật khẩu cần ít nhất {LENGTH_REQUIRED} ký tự, nên từ {LENGTH_ADVISED}; mới có {len(form)}. "
            "Ghép vài từ quen thuộc với mình là vừa dài vừa dễ nhớ."
        )
    if bare in _COMMON or len(set(form)) < 3:
        return "Mật khẩu này quá dễ đoán. Ghép vài từ quen thuộc với mình, ví dụ tên bài hát và một con số."
    if fold(login) and bare == fold(login).replace(" ", ""):
        return "Mật khẩu không được giống tên đăng nhập. Chọn mật khẩu khác."
    return None
