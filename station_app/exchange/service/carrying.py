"""One visit of a stick: what lies on it is looked at, then read, then what is unsent is written."""

from dataclasses import dataclass
from pathlib import Path

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.courier import Outgoing
from station_app.exchange.service.bundles import (
    Exported,
    bundles_in,
    export_bundles,
    import_bundle,
    read_bundle,
    to_carry,
)
from station_app.store.database import Database
from station_app.store.volumes import volumes
from sync import bundle_file


@dataclass(frozen=True, slots=True)
class Found:
    """A letter on the stick: how much is in it, or why it cannot be read."""

    path: Path
    at: str = ""
    news: int = 0
    upto: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Stick:
    """What a stick brings, and what it would take along."""

    folder: Path
    letters: tuple[Found, ...]
    waiting: Outgoing

    @property
    def readable(self) -> tuple[Found, ...]:
        return tuple(letter for letter in self.letters if letter.problem is None)


@dataclass(frozen=True, slots=True)
class Carried:
    """What was done: letters read, news received, changes acknowledged, and what lies on the stick now."""

    read: int
    received: int
    acknowledged: int
    match: bool | None
    exported: Exported


def drives() -> list[Path]:
    """Sticks that are plugged in, as far as the system tells."""
    return [volume.path for volume in volumes() if volume.removable]


def look(database: Database, folder: Path) -> Stick:
    """Nothing is taken in and nothing written."""
    if not folder.is_dir():
        raise Refused(f"Không thấy thư mục {folder}. Cắm lại USB, hoặc chọn nơi khác.", "folder")
    found = tuple(_found(database, path) for path in bundles_in(folder))
    return Stick(folder, found, to_carry(database))


def _found(database: Database, path: Path) -> Found:
    try:
        letter = read_bundle(database, path)
    except Refused as refused:
        return Found(path, problem=refused.reason)
    except Unavailable as unavailable:
        return Found(path, problem=unavailable.happened)
    problem = letter.refusal.reason if letter.refusal else None
    return Found(path, letter.at, letter.news, letter.upto, problem)


def carry(database: Database, stick: Stick) -> Carried:
    """Reads first, so that what the province acknowledges is not written once more."""
    done = [import_bundle(database, letter.path) for letter in stick.readable]
    outcomes = [one.outcome for one in done if one.outcome]
    exported = export_bundles(database, stick.folder)
    _tidy(database, stick, exported)
    return Carried(
        len(done),
        sum(one.received for one in done),
        sum(one.acknowledged for one in done),
        outcomes[-1].match if outcomes else None,
        exported,
    )


def write_on(database: Database, folder: Path, before: Exported) -> Exported:
    """The next stick, after one that was full."""
    return export_bundles(database, folder, after=before.upto)


def _tidy(database: Database, stick: Stick, exported: Exported) -> None:
    """Letters that were read, and older ones of this PC that the new ones replace, go from the stick; never
    while something is left that has no other place."""
    if exported.left:
        return
    with database.reading() as session:
        (device,) = database.raw(session).execute("SELECT device FROM sync_self").fetchone()
    replaced = set(stick.folder.glob(f"tram-len-{device}-*{bundle_file.ENDING}")) - set(exported.files)
    for path in (*replaced, *(letter.path for letter in stick.readable)):
        path.unlink(missing_ok=True)
