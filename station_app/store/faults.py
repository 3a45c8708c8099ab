"""SQLite's complaints in words: what happened, whether the data is safe, what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from station_app.common.errors import Refused, Unavailable
from station_app.store.migrations import Failed, TooNew, TooOld
from sync.capture import Reserved

_SAFE = "Dữ liệu đã lưu trước đó vẫn an toàn."
_KNOWN = {
    "SQLITE_FULL": ("Ổ đĩa đã đầy.", "Xoá bớt tệp không cần trên ổ đĩa rồi lưu lại.", "T-301"),
    "SQLITE_READONLY": (
        "Ổ đĩa chỉ cho đọc.",
        "Báo cán bộ tin học kiểm tra quyền ghi của thư mục dữ liệu.",
        "T-302",
    ),
    "SQLITE_IOERR": ("Ổ đĩa báo lỗi khi đọc hoặc ghi.", "Sao lưu ngay và báo cán bộ tin học.", "T-303"),
    "SQLITE_CORRUPT": (
        "Một phần tệp dữ liệu bị hỏng.",
        "Đừng xoá gì. Đóng phần mềm và khôi phục từ bản sao lưu.",
        "T-304",
    ),
    "SQLITE_CANTOPEN": ("Không mở được tệp dữ liệu.", "Kiểm tra thư mục dữ liệu còn đó không.", "T-305"),
    "SQLITE_BUSY": ("Một cửa sổ khác đang ghi dữ liệu.", "Chờ vài giây rồi lưu lại.", "T-306"),
    "SQLITE_NOTADB": (
        "Khoá không mở được tệp dữ liệu này.",
        "Đừng xoá gì. Thử lại mật khẩu, hoặc dùng phiếu khôi phục.",
        "T-307",
    ),
}
"""The environment's errors; every other code is our bug."""


def spoken(error: BaseException) -> Unavailable | None:
    """The words for an error of disk or file; None where the error is ours."""
    name = str(getattr(error, "sqlite_errorname", "") or "")
    for code, (happened, action, number) in _KNOWN.items():
        if name.startswith(code):
            return Unavailable(happened, _SAFE, action, number)
    if "file is not a database" in str(error):
        happened, action, number = _KNOWN["SQLITE_NOTADB"]
        return Unavailable(happened, _SAFE, action, number)
    return None


def is_damage(error: BaseException) -> bool:
    """A page whose seal does not fit what is in it."""
    said = spoken(getattr(error, "orig", None) or error)
    return said is not None and said.code in (_KNOWN["SQLITE_CORRUPT"][2], _KNOWN["SQLITE_NOTADB"][2])


@contextmanager
def in_words() -> Iterator[None]:
    """Known faults leave as Unavailable, what nobody may write as Refused; the rest as they are."""
    try:
        yield
    except TooNew as error:
        raise Unavailable(
            "Tệp dữ liệu này do bản phần mềm mới hơn ghi.",
            "Dữ liệu vẫn an toàn; tệp được để nguyên.",
            "Cài lại bản phần mềm mới hơn trên máy này.",
            "T-309",
        ) from error
    except TooOld as error:
        raise Unavailable(
            "Sổ này phải nâng cấp trước khi mở, mà ổ đĩa không ghi được.",
            "Dữ liệu vẫn an toàn; tệp được để nguyên.",
            "Dọn ổ đĩa hoặc mở quyền ghi của thư mục dữ liệu rồi mở lại.",
            "T-366",
        ) from error
    except Failed as error:
        cause = getattr(error.__cause__, "orig", None) or error.__cause__
        raise (spoken(cause) if cause else None) or Unavailable(
            "Không nâng cấp được sổ lên bản phần mềm này.",
            "Dữ liệu vẫn an toàn: tệp được để nguyên như trước, và còn bản sao lưu làm ngay trước đó.",
            "Cài lại bản phần mềm trước để làm việc tiếp, rồi báo cán bộ tin học.",
            "T-392",
        ) from error
    except Reserved as error:
        raise Refused(
            "Ô này bắt đầu bằng một ký tự lạ mà máy không lưu được. Xoá ô rồi gõ lại.",
            error.field,
            "reserved",
        ) from error
    except DBAPIError as error:
        if words := spoken(error.orig or error):
            raise words from error
        raise
    except sqlcipher.Error as error:
        if words := spoken(error):
            raise words from error
        raise
