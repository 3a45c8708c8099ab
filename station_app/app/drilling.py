"""A restore for practice: the newest backup becomes a station in a scratch folder, is compared, and goes.

The scratch station is as encrypted as the real one, is opened by the ordinary door under no machine of its
own (so that neither it nor the live one gets a new name), never meets the province, and is removed at the
end."""

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from station_app.app import home as house
from station_app.app.rooms import CATALOGUE
from station_app.backups import service as backups
from station_app.backups.service import DrillRow, spelled
from station_app.common.errors import Refused, Unavailable
from station_app.store.audit import Action, note
from station_app.store.backup import ALONGSIDE, Report, Stopped, examine, require_room
from station_app.store.comparing import difference
from station_app.store.database import Database
from station_app.store.label import Label, made_at, read_label
from station_app.store.vault import Vault
from sync.books import digests

SCRATCH = "dien-tap-"
_COPIED, _CHECKED, _COUNTED = 0.1, 0.3, 0.9
"""Which part of the work is done after copying, after the pages, after the records."""


def newest(database: Database) -> Path:
    """The newest good backup that is there now. Raises Refused where there is none."""
    for row in backups.backups(database):
        if row.good and row.is_there:
            return row.folder
    raise Refused(
        "Chưa có bản sao lưu nào ở đây để diễn tập. Sao lưu trước, hoặc cắm USB sao lưu.", "from", code="none"
    )


def drill(
    database: Database, folder: Path | None = None, *, key: bytes | None = None, report: Report | None = None
) -> DrillRow:
    """Restores `folder` (without: the newest good backup) for practice. The outcome is kept, also a bad one.

    `key` opens a backup from before the key was changed. Nothing of the live station is touched."""
    source = folder or newest(database)
    if not (source / house.FILE).exists():
        raise Refused(f"Không thấy bản sao lưu trong {source}.", "from", code="not_found")
    began = time.monotonic()
    drilling = _Drill(database, source, key or database.key, report or (lambda done: True))
    try:
        match, words = drilling.outcome()
    except Unavailable as trouble:
        match, words = False, f"không mở được: {trouble.happened}"
    finally:
        drilling.clean()
    row = backups.note_drill(
        database,
        source,
        backup_at=drilling.label.made_at,
        seconds=time.monotonic() - began,
        records=drilling.found.total,
        gained=drilling.gained,
        match=match,
        words=words,
    )
    note(database, Action.DRILLED, entity="backup", detail="match" if match else "differs")
    return row


class _Drill:
    """One drill from copying to the last comparison."""

    def __init__(self, database: Database, source: Path, key: bytes, report: Report) -> None:
        self._database, self._source, self._key, self._report = database, source, key, report
        told = read_label(source)
        self.label = told or Label(made_at=made_at(source) or "", reason="")
        self.found = replace(self.label, records={})
        self.gained = 0
        self._told = told
        self._scratch = database.path.parent / f"{SCRATCH}{database.clock.now():%Y%m%d-%H%M%S}"

    def outcome(self) -> tuple[bool, str]:
        """Does all match, and in words what came back and what would be missing."""
        self._go_on(0)
        file = self._copied()
        self._go_on(_COPIED)
        self.found = examine(file, self._key, CATALOGUE, self._share(_COPIED, _CHECKED))
        self._refuse_another_vault()
        broken = self._differing(self._reopened(file))
        since = difference(file, self._database.path, self._key, CATALOGUE)
        self.gained = since.new + since.changed
        if broken:
            return False, f"lệch ở {', '.join(broken)}"
        if since.lost:
            return False, f"khớp, nhưng sổ đang dùng thiếu {spelled(since.lost)} bản ghi mà bản sao lưu có"
        later = f"; từ đó đến nay thêm {spelled(since.new)}, sửa {spelled(since.changed)} bản ghi"
        return True, f"khớp{later if self.gained else '; từ đó đến nay chưa có gì mới'}"

    def clean(self) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _copied(self) -> Path:
        for left in self._scratch.parent.glob(f"{SCRATCH}*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            self._scratch.mkdir()
            require_room(self._source / house.FILE, self._scratch)
            for name in (house.FILE, *ALONGSIDE):
                if (self._source / name).exists():
                    shutil.copyfile(self._source / name, self._scratch / name)
        except OSError as error:
            raise Unavailable(
                f"Không chép được bản sao lưu ra thư mục diễn tập ({error.strerror}).",
                "Sổ đang dùng và bản sao lưu không bị chạm đến.",
                "Xem ổ đĩa còn chỗ, USB còn cắm, rồi diễn tập lại.",
                "T-353",
            ) from error
        return self._scratch / house.FILE

    def _refuse_another_vault(self) -> None:
        """The slot files of the copy must be whole: without them nobody's password would open it."""
        Vault.open(self._scratch)

    def _reopened(self, file: Path) -> dict[str, str]:
        """The digests of every record, counted from the restored station itself."""
        share = self._share(_CHECKED, _COUNTED)
        total = max(1, self.found.total)
        door = house.open_copy(file.parent, self._key, self._database.clock)
        with closing(door) as restored, restored.reading() as session:
            kept = digests(restored.raw(session))
            counted = restored.shelf(session).recomputed(lambda done: share(min(1.0, done / total)))
        return {name: word for name, word in counted.items() if kept.get(name) == word}

    def _differing(self, sound: dict[str, str]) -> list[str]:
        """Kinds of records that are not what the backup said, by their names in the catalogue."""
        said = self._told or self.found
        wrong = [name for name, word in self.found.digests.items() if sound.get(name) != word]
        wrong += [name for name, word in said.digests.items() if self.found.digests.get(name) != word]
        wrong += [name for name, many in said.records.items() if self.found.records.get(name, 0) != many]
        return [CATALOGUE.entities[name].label for name in dict.fromkeys(wrong) if name in CATALOGUE.entities]

    def _share(self, begin: float, end: float) -> Callable[[float], None]:
        return lambda share: self._go_on(begin + (end - begin) * share)

    def _go_on(self, share: float) -> None:
        if not self._report(int(self.label.total * share)):
            raise Stopped
