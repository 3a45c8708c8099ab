"""A file of an older release is backed up before its schema changes; without a backup it stays as it is."""

from pathlib import Path

from station_app.app.rooms import CATALOGUE
from station_app.backups.service import own_folder
from station_app.common.days import Clock
from station_app.common.errors import Unavailable
from station_app.store.backup import Backup, back_up_file, schema_of
from station_app.store.label import UPGRADE
from station_app.store.migrations import HEAD


def save_before(path: Path, key: bytes, clock: Clock) -> Backup | None:
    """None where there is nothing to upgrade. Goes to the PC's own disk: where the others are is not known
    before the file is open."""
    found = schema_of(path, key)
    if found is None or found >= HEAD:
        return None
    try:
        return back_up_file(path, key, CATALOGUE, own_folder(path.parent), clock, reason=UPGRADE)
    except Unavailable as trouble:
        raise Unavailable(
            f"Chưa nâng cấp sổ được vì chưa sao lưu được trước đó: {trouble.happened}",
            "Dữ liệu vẫn an toàn: tệp được để nguyên, chưa đổi gì.",
            "Dọn bớt ổ đĩa cho đủ chỗ rồi mở lại; vẫn thế thì báo cán bộ tin học.",
            "T-352",
        ) from trouble
