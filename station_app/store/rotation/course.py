"""The course of a change of key, from the first step to the last or from wherever it was cut off."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from station_app.common.errors import Unavailable
from station_app.store.backup import flush, require_room, verify
from station_app.store.rotation.copying import Progress, Stopped, copy, exclusive
from station_app.store.rotation.holding import held
from station_app.store.rotation.settling import NEW, settled, unfinished
from station_app.store.vault import Keys, Step, Vault
from station_app.store.vault.fitting import DATABASE, opens
from sync.catalogue import Catalogue

_BESIDE = ("", "-wal", "-shm", "-journal")

Watch = Callable[[str], object]
"""Told the name of each point that was reached."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new keys, and how many records were counted under them."""

    keys: Keys
    records: int


def rotate(
    home: Path,
    keys: Keys,
    catalogue: Catalogue,
    progress: Progress = lambda done, total: True,
    watch: Watch = lambda point: None,
) -> Rotated | None:
    """Changes the data key, or goes on where it was cut off. None where `progress` stopped it: then the old
    key is in use as before. The station must be closed. Raises Unavailable with the old file in use."""
    with _in_words(), held(home):
        course = _Course(Vault.open(home), keys, catalogue, progress, watch)
        try:
            return course.run()
        except Stopped:
            _give_up(course.vault, course.keys)
            return None
        except (Unavailable, OSError):
            # While it copies nothing has changed yet, and nothing of it is left.
            found = course.vault.rotation()
            if found is not None and found.step is Step.COPYING:
                with suppress(Unavailable, OSError):
                    _give_up(course.vault, course.keys)
            raise


def abandon(home: Path, keys: Keys) -> bool:
    """Gives up a change that was cut off while it copied; False where it is past that and has to end."""
    with _in_words(), held(home):
        vault = Vault.open(home)
        if settled(vault) is not Step.COPYING:
            return False
        _give_up(vault, keys)
        return True


class _Course:
    def __init__(
        self, vault: Vault, keys: Keys, catalogue: Catalogue, progress: Progress, watch: Watch
    ) -> None:
        self.vault, self.keys, self._catalogue = vault, keys, catalogue
        self._progress, self._watch = progress, watch
        self._file, self._new = vault.home / DATABASE, vault.home / NEW

    def run(self) -> Rotated:
        step = settled(self.vault)
        if step is None:
            require_room(self._file, self.vault.home)
            self.keys = self.vault.begin_rotation(self.keys, {"old": self._spare_name()})
            self._watch("begun")
        old, new = self.vault.data_pair(self.keys)
        if step is Step.PROVING and not opens(self._file, new) and opens(self._file, old):
            # Somebody has put a backup from before the change in the file's place.
            step = Step.COPYING
        if step is not Step.PROVING:
            self._copy(old, new)
            self._swap()
        return self._prove(new)

    def _copy(self, old: bytes, new: bytes) -> None:
        _remove(self._new)
        require_room(self._file, self.vault.home)
        with exclusive(self._file, old) as source:
            copy(source, self._new, new, lambda done, total: self._progress(done, 2 * total))
            self._watch("copied")
            records, _ = verify(self._new, new, self._catalogue)
            flush(self._new)
            before = _stamp(self._file)
        self._watch("verified")
        pages = self._file.stat().st_size // 4096
        if not self._progress(pages, 2 * pages):
            raise Stopped
        if _stamp(self._file) != before:
            raise _written_meanwhile()
        # Closed in good order it needs none; one of a killed program would lie beside the new file.
        _remove(self._file, _BESIDE[1:])
        facts = {"old": self._spare_name(), "records": records}
        self.vault.note_rotation(Step.SWAPPING, facts)
        self._watch("marked")

    def _swap(self) -> None:
        found = self.vault.rotation()
        assert found is not None
        self._file.rename(self.vault.home / str(found.facts["old"]))
        self._watch("moved away")
        self._new.rename(self._file)
        flush(self.vault.home)
        self._watch("moved in")
        self.vault.note_rotation(Step.PROVING, found.facts)
        self._watch("in place")

    def _prove(self, new: bytes) -> Rotated:
        found = self.vault.rotation()
        assert found is not None
        records, _ = verify(self._file, new, self._catalogue)
        if records < int(found.facts["records"]):
            raise _fewer()
        self._watch("proved")
        _remove(self.vault.home / str(found.facts["old"]))
        flush(self.vault.home)
        self._watch("removed")
        keys = self.vault.end_rotation(self.keys)
        self._watch("ended")
        pages = self._file.stat().st_size // 4096
        self._progress(2 * pages, 2 * pages)
        return Rotated(keys, records)

    def _spare_name(self) -> str:
        """A name that nothing bears yet: what lies there may be all that is left of an earlier trouble."""
        number = 1
        while (self.vault.home / f"{DATABASE}.old-{number}").exists():
            number += 1
        return f"{DATABASE}.old-{number}"


def _give_up(vault: Vault, keys: Keys) -> None:
    vault.abandon_rotation(keys)
    _remove(vault.home / NEW)


def _stamp(path: Path) -> tuple[int, int, bool]:
    about = path.stat()
    return about.st_size, about.st_mtime_ns, path.with_name(f"{path.name}-wal").exists()


def _remove(path: Path, ends: Iterable[str] = _BESIDE) -> None:
    for end in ends:
        path.with_name(path.name + end).unlink(missing_ok=True)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unfinished(error) from error


def _written_meanwhile() -> Unavailable:
    return Unavailable(
        "Một chương trình khác đã ghi vào dữ liệu của trạm trong lúc đổi khóa.",
        "Tệp cũ và khóa cũ còn nguyên, đang được dùng.",
        "Đóng các cửa sổ khác của phần mềm rồi đổi khóa lại.",
        "TR-K15",
    )


def _fewer() -> Unavailable:
    return Unavailable(
        "Tệp dữ liệu dưới khóa mới có ít bản ghi hơn tệp cũ.",
        "Không có gì bị xóa: tệp cũ còn trong thư mục của trạm, cả hai khóa đều còn.",
        "Đừng xóa gì; báo cán bộ tin học.",
        "TR-K16",
    )
