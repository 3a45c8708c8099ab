"""What an account must be: a login that can be typed on any keyboard, and never a station without a head."""

import re
import unicodedata

from station_app.common.errors import Refused
from station_app.common.names import fold, tidy_name

HEAD, IT = "head", "it"


def checked_login(text: str) -> str:
    """Lower case, without marks: a login is typed where no Vietnamese keyboard is on yet."""
    login = unicodedata.normalize("NFC", text).strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,31}", login):
        plain = re.sub(r"[^a-z0-9._-]", "", fold(text).replace(" ", "."))
        hint = f", ví dụ “{plain}”" if len(plain) > 1 else ""
        raise Refused(
            f"Tên đăng nhập gồm 2 đến 32 chữ không dấu, chữ số, dấu chấm hoặc gạch{hint}.",
            "login",
            code="login_shape",
        )
    return login


def checked_user_name(text: str) -> str:
    name = tidy_name(text)
    if not any(sign.isalpha() for sign in name):
        raise Refused("Cần nhập họ và tên người dùng.", "name", code="name_missing")
    return name
