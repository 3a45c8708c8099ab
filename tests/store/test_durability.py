"""What was said to be saved is on the disk: one fsync, killed processes, full disks, several at once."""

import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from station_app.app.rooms import CATALOGUE
from station_app.common.errors import Unavailable
from station_app.people.model import Person
from station_app.store.database import Author, Database, create
from sync.books import digests
from tests.stations import MovableClock
from tests.store.writer import KEY
from tests.tree import ROOT

FACTS = {"code": "12345", "name": "Trạm", "point": "A", "point_name": "Bản A"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    create(path, KEY, CATALOGUE, FACTS)
    return path


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    database = Database(path, KEY, CATALOGUE, Author("u", "A"), clock=MovableClock())
    yield database
    database.close()


def _writer(path: Path, name: str, count: int, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [*before, sys.executable, "-m", "tests.store.writer", str(path), name, str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def _lines(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().strip() for _ in range(count)]


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate("end\n", timeout=60)
    assert process.returncode == 0


def _people(path: Path) -> set[str]:
    with opened(path) as database, database.reading() as session:
        raw = database.raw(session)
        assert digests(raw) == database.shelf(session).recomputed()
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        seqs = [seq for (seq,) in raw.execute("SELECT seq FROM sync_outbox ORDER BY seq")]
        assert seqs == list(range(1, len(seqs) + 1))
        assert raw.execute("SELECT seq FROM sync_self").fetchone() == (len(seqs),)
        return set(session.scalars(select(Person.id)))


@pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: nothing can count fsyncs"
)
def test_a_save_costs_exactly_one_fsync(path: Path, tmp_path: Path):
    trace = tmp_path / "trace"
    tracing = (
        "strace",
        "-f",
        "-qq",
        "-s",
        "64",
        "-e",
        "trace=fsync,fdatasync,sync_file_range,write",
        "-o",
        str(trace),
    )
    process = _writer(path, "A", 12, tracing)
    _go(process)
    ids = _lines(process, 13)[:12]
    _end(process)
    # Between two ids that were said: all that the second save did. The first one also starts the log.
    told = re.split(r"write\(1, \"[0-9a-f-]{36}", trace.read_text())
    syncs = [len(re.findall(r"\bf(?:data)?sync\(", part)) for part in told[1:12]]
    assert len(ids) == 12
    assert syncs == [1] * 11


def test_what_was_said_to_be_saved_survives_a_kill(path: Path):
    said: set[str] = set()
    for after in (3, 20):
        process = _writer(path, f"kill {after}", 10_000)
        _go(process)
        said |= set(_lines(process, after))
        process.send_signal(signal.SIGKILL)
        assert process.stdout
        # Not by communicate(): lines that were read ahead together with the first ones would be lost.
        said |= {line for line in process.stdout.read().splitlines() if len(line) == 36}
        process.communicate(timeout=60)
        found = _people(path)
        assert said <= found
        # At most the one that was on the disk and not yet told.
        assert len(found - said) <= 1
        said = found


def test_two_processes_take_turns_and_lose_nothing(path: Path):
    processes = [_writer(path, name, 15) for name in ("A", "B")]
    for process in processes:
        _go(process)
    said = {line for process in processes for line in _lines(process, 16) if line != "done"}
    for process in processes:
        _end(process)
    assert len(said) == 30
    assert _people(path) == said


def test_a_reader_sees_a_snapshot_while_another_writes(path: Path):
    with opened(path) as database:
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == 0
            with database.writing() as writing:
                writing.add(Person(full_name="Lò", birth_date="1990"))
            assert session.scalar(select(func.count()).select_from(Person)) == 0
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_nothing_is_written_while_reading(path: Path):
    with (
        opened(path) as database,
        database.reading() as session,
        pytest.raises(Exception, match="readonly"),
    ):
        session.execute(text("INSERT INTO draft VALUES ('u', 'a', 'f', 't')"))


def test_threads_take_turns(path: Path):
    with opened(path) as database:

        def write(name: str) -> None:
            for number in range(10):
                with database.writing() as session:
                    session.add(Person(full_name=f"{name} {number}", birth_date="1990"))

        threads = [threading.Thread(target=write, args=(name,)) for name in "ABC"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(_people(path)) == 30


def test_a_full_disk_is_told_in_words_and_what_was_saved_stays(path: Path):
    with opened(path) as database:
        with database.writing() as session:
            session.add(Person(full_name="trước", birth_date="1990"))
        with pytest.raises(Unavailable, match="Ổ đĩa đã đầy") as told:
            _fill(database)
        assert told.value.code == "T-301"
        with database.writing() as session:
            database.raw(session).execute("PRAGMA max_page_count = 4294967294")
            session.add(Person(full_name="lại", birth_date="1990"))
    assert len(_people(path)) == 2


def _fill(database: Database) -> None:
    with database.writing() as session:
        raw = database.raw(session)
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count = {pages}")
        session.add_all([Person(full_name="sau" * 900, birth_date="1990") for _ in range(50)])


def test_the_log_is_folded_when_idle_and_not_by_a_save(path: Path):
    log = path.with_name(path.name + "-wal")
    with opened(path) as database:
        for _ in range(3):
            with database.writing() as session:
                session.add(Person(full_name="Lò", birth_date="1990"))
        assert log.stat().st_size > 0
        database.fold_log()
        assert log.stat().st_size == 0
    assert len(_people(path)) == 3
