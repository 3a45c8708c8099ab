"""Every state in which a station may be found at opening, told in one way: what happened, whether the data is
safe, what to do, a code to read over the phone, and the one next step. Nothing is deleted, ever."""

import errno
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path

from station_app.common.errors import Unavailable
from station_app.store.alone import refusal_of
from station_app.store.database import Database
from station_app.store.last_opening import last_opening, note_opening
from station_app.store.vault import state_of
from station_app.store.vault.slot_file import MAIN, SPARE, read_slots

FILE = "station.db"
BACK, AHEAD = timedelta(days=1), timedelta(days=366 * 3)
"""How far behind the last opening, and how far after it, a clock is not believed."""
ONLY_READS = frozenset({"T-301", "T-302", "T-303", "T-305"})
"""What a disk says that takes nothing any more; the station may still be read."""


class Step(Enum):
    """What the page offers first; trying again is always the other one."""

    AGAIN = "Thử lại"
    RESTORE = "Khôi phục từ bản sao lưu"
    KEYS = "Lấy tệp khoá từ bản sao lưu"
    READ = "Vào xem, chưa ghi được"
    GO_ON = "Vẫn vào làm việc"


STEPS = {
    "T-301": Step.READ,
    "T-302": Step.READ,
    "T-303": Step.READ,
    "T-304": Step.RESTORE,
    "T-307": Step.RESTORE,
    "T-360": Step.RESTORE,
    "T-361": Step.RESTORE,
    "T-363": Step.GO_ON,
    "T-364": Step.GO_ON,
    "T-365": Step.RESTORE,
    "TR-K03": Step.KEYS,
    "TR-K04": Step.KEYS,
    "TR-K06": Step.KEYS,
}
"""By code; whatever is not named here offers to try again, and its words say whom to call."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The page: `trouble` in three sentences and a code, and the step."""

    trouble: Unavailable
    step: Step

    @property
    def spoken(self) -> str:
        """The code as it is read over the phone."""
        return " ".join(self.trouble.code.replace("-", ""))

    @property
    def safe(self) -> bool:
        """False where the data is there and something about it must not stay as it is."""
        return self.step is not Step.GO_ON


def opening(trouble: Unavailable) -> Opening:
    return Opening(trouble, STEPS.get(trouble.code, Step.AGAIN))


def refuse_unopenable(home: Path) -> None:
    """Raises Unavailable for what can be seen without a password; changes nothing."""
    file, has_vault = home / FILE, any((home / name).exists() for name in (MAIN, SPARE))
    if not file.exists():
        if has_vault:
            raise Unavailable(
                "Không thấy tệp sổ của trạm (station.db); tệp khoá vẫn còn.",
                "Phần mềm không xoá gì; các bản sao lưu vẫn còn.",
                "Tệp bị dời đi thì đưa về chỗ cũ rồi thử lại; không thấy thì khôi phục từ bản sao lưu.",
                "T-360",
            )
        return
    if not file.is_file():
        raise Unavailable(
            "Chỗ của tệp sổ (station.db) không phải là một tệp.",
            "Phần mềm không chạm vào gì.",
            "Đừng xoá gì; gọi cán bộ tin học, đọc mã này.",
            "T-305",
        )
    if file.stat().st_size == 0:
        raise Unavailable(
            "Tệp sổ của trạm (station.db) trống rỗng.",
            "Tệp được để nguyên; các bản sao lưu vẫn còn.",
            "Khôi phục từ bản sao lưu gần nhất; việc đã gửi lên tỉnh sẽ tự về lại.",
            "T-365",
        )
    if not (found := state_of(home)).opens:
        raise found.unavailable()


def only_reads(trouble: Unavailable, home: Path) -> Unavailable | None:
    """In clearer words, where the disk takes nothing. It is asked itself: SQLite has many names for this."""
    refusal = refusal_of(home) if trouble.code in ONLY_READS else None
    if refusal is None:
        return None
    if refusal.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable(
            "Ổ đĩa đã đầy: xem được sổ, chưa ghi thêm được gì.",
            "Dữ liệu đã lưu vẫn an toàn.",
            "Xoá bớt tệp không cần trên ổ đĩa (phim, ảnh, tệp tải về) rồi thử lại; gấp thì vào xem trước.",
            "T-301",
        )
    return Unavailable(
        "Ổ đĩa hoặc thư mục của sổ chỉ cho đọc: xem được, chưa ghi được gì.",
        "Dữ liệu đã lưu vẫn an toàn.",
        "Gọi cán bộ tin học xem quyền ghi của thư mục dữ liệu và ổ đĩa; gấp thì vào xem trước.",
        "T-302",
    )


def not_this_key() -> Unavailable:
    """The password was right and its key does not open the file."""
    return Unavailable(
        "Mật khẩu đúng mà không mở được tệp sổ: đầu tệp bị hỏng, hoặc tệp khoá và tệp sổ không cùng bộ.",
        "Tệp được để nguyên; các bản sao lưu vẫn còn.",
        "Đừng xoá gì. Khôi phục từ bản sao lưu gần nhất; việc đã gửi lên tỉnh sẽ tự về lại.",
        "T-361",
    )


def look_back(database: Database, home: Path) -> Unavailable | None:
    """What is strange beside the last opening: an older slot file, a wrong clock. Work may go on."""
    if database.frozen:
        return database.frozen
    seen, now, slots = last_opening(database), database.clock.now(), read_slots(home)
    if seen and seen.vault == slots.vault and slots.generation < seen.generation:
        return Unavailable(
            "Tệp khoá trên máy này cũ hơn lần mở trước: có người chép bản cũ đè lên.",
            "Dữ liệu an toàn. Mật khẩu cũ, hoặc tài khoản đã ngừng, có thể mở lại được.",
            "Gọi cán bộ tin học, đọc mã này; đổi lại mật khẩu và xem lại danh sách tài khoản.",
            "T-363",
        )
    if seen and not -BACK <= now - seen.at <= AHEAD:
        before = f"{seen.at.astimezone(now.tzinfo):%d/%m/%Y}"
        return Unavailable(
            f"Giờ của máy là {now:%H:%M %d/%m/%Y}, lệch xa lần mở trước ({before}).",
            "Dữ liệu đã ghi vẫn an toàn. Ghi tiếp với giờ sai thì ngày khám, ngày tiêm sẽ sai.",
            "Sửa ngày giờ của máy rồi thử lại.",
            "T-364",
        )
    return None


def note_opened(database: Database, home: Path) -> None:
    """For the next time. A disk that takes nothing now keeps nobody out."""
    with suppress(Unavailable):
        note_opening(database, read_slots(home))
