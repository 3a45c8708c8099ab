"""The program as a process: it leaves no core, and no error of it ever quotes what was typed."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from station_app.app import home
from station_app.store.vault.slots import FLOOR
from tests.tree import ROOT, product

SECRET = "Giàng Thị Mỷ Duyên"


def _run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_the_process_never_dumps_core_and_its_files_are_its_owners():
    told = json.loads(
        _run(
            "import ctypes, json, os, resource\n"
            "from station_app.app.discretion import be_discreet\n"
            "be_discreet()\n"
            "mask = os.umask(0)\n"
            "print(json.dumps([resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3), mask]))"
        ).stdout
    )
    assert told == [[0, 0], 0, 0o077]


def test_a_crash_leaves_nothing_behind(tmp_path: Path):
    code = (
        "import os, signal\nfrom station_app.app.discretion import be_discreet\n"
        f"be_discreet()\nsecret = {SECRET!r} * 100\nos.kill(os.getpid(), signal.SIGSEGV)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2),
    )  # fmt: skip
    assert done.returncode < 0
    assert list(tmp_path.iterdir()) == []
    assert SECRET.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("raise ValueError(s)", id="on the main thread"),
        pytest.param(
            "import threading\ndef f(): raise KeyError(s)\nt = threading.Thread(target=f)\nt.start()",
            id="on another",
        ),
        pytest.param(
            "class C:\n    def __del__(self): raise RuntimeError(s)\nc = C()\ndel c", id="at the end"
        ),
    ],
)
def test_an_error_tells_its_kind_and_place_and_never_its_message(how: str):
    done = _run(f"from station_app.app.discretion import be_discreet\nbe_discreet()\ns = {SECRET!r}\n{how}")
    assert "Error" in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "Giàng" not in done.stderr


def test_a_command_that_meets_our_own_bug_says_where_and_never_who(tmp_path: Path):
    """A bug made for real: a column of the file was renamed by hand, and a name is asked for."""
    place = tmp_path / "home"
    home.found(place, code="12345", name="Trạm", login="hanh", password="nui cao bon mua", cost=FLOOR)
    database = home.unlock(place, "hanh", "nui cao bon mua", cost=FLOOR)
    with database.writing() as session:
        database.raw(session).execute("ALTER TABLE person RENAME COLUMN full_name TO another_name")
    database.close()
    done = subprocess.run(
        [sys.executable, "-m", "station_app", "--home", place, "list", "person", "--query", SECRET],
        env=os.environ | {"STATION_PASSWORD": "nui cao bon mua"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 70, done
    assert "T-900" in done.stderr
    assert "OperationalError" in done.stderr
    assert SECRET not in done.stderr
    assert "Giàng" not in done.stderr


def test_nothing_keeps_lists_of_recent_files_or_logs_of_its_own():
    """No QSettings, no recent files of GTK or Windows, no logging to a file, no traceback with locals."""
    forbidden = (
        "QSettings", "RecentManager", "SHAddToRecentDocs", "FileHandler(", "basicConfig", "faulthandler",
        "print_exc", "format_exc", "capture_locals", "NamedTemporaryFile", "mkstemp", "mkdtemp",
        "TemporaryFile", "TemporaryDirectory", "gettempdir",
    )  # fmt: skip
    # What these two put aside is the slot file and the encrypted file, as they are.
    sealed = ("station_app/app/restoring.py", "station_app/store/reading_copy.py")
    spoken = [
        f"{source.name}: {word}"
        for source in product()
        if source.name.startswith(("station_app/", "sync/"))
        if not source.name.startswith(("sync/gateway/", "station_app/demo/", *sealed))
        for word in forbidden
        if word in source.text
    ]
    assert not spoken
