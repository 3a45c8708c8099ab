"""PouchDB and express-pouchdb, the engine of the Community Health Toolkit, installed from npm."""

import json
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.benchmarks.commune import BUILT
from tests.benchmarks.sync.documents import changed_fields, new_documents, write_lines
from tests.benchmarks.sync.edits import Edit

HERE = Path(__file__).parent
INSTALLED = BUILT / "peer"
_FILES = ("package.json", "package-lock.json", "server.js", "client.js")


def install() -> None:
    """As the lock file says; at once where that has been done."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    lock, done = HERE / "package-lock.json", INSTALLED / "node_modules" / "of-this-lock.json"
    for name in _FILES:
        shutil.copyfile(HERE / name, INSTALLED / name)
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(npm, cwd=INSTALLED, check=True, capture_output=True)
    shutil.copyfile(lock, done)


class Server:
    """express-pouchdb on a free port; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        command = ["node", str(INSTALLED / "server.js"), "0", str(folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()


class Client:
    """A station with PouchDB; each command is a process of its own, timed within."""

    def __init__(self, folder: Path, before: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._before = before

    def seed(self, documents: Path) -> None:
        self._run("seed", file=str(documents))

    def write(self, edits: list[Edit]) -> None:
        made, changed = self.folder.with_suffix(".made"), self.folder.with_suffix(".changed")
        write_lines(made, new_documents(edits))
        write_lines(changed, changed_fields(edits))
        self._run("write", documents=str(made), fields=str(changed))

    def push(self, url: str, **options: int) -> dict[str, Any]:
        return self._run("push", url=f"{url}/commune", **options)

    def pull(self, url: str, **options: int) -> dict[str, Any]:
        return self._run("pull", url=f"{url}/commune", **options)

    def visible(self, edits: list[Edit]) -> dict[str, Any]:
        """How many of the edits the shown documents have; how many documents hide another version."""
        changed = self.folder.with_suffix(".asked")
        write_lines(changed, changed_fields(edits))
        return self._run("visible", fields=str(changed))

    def _run(self, command: str, **options: Any) -> dict[str, Any]:
        node = ["node", str(INSTALLED / "client.js"), command, str(self.folder), json.dumps(options)]
        done = subprocess.run([*self._before, *node], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer
