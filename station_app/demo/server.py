"""A warehouse of its own for the demo, on loopback, in a process that ends with it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_PATIENCE = 30.0


class Warehouse:
    """Starts `warehouse serve` on a free loopback port; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.database = f"sqlite:///{folder / 'kho-tinh.db'}"
        self._log = folder / "kho-tinh.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                [
                    *_command(),
                    "--database",
                    self.database,
                    "serve",
                    "--port",
                    str(port),
                    "--host",
                    "127.0.0.1",
                ],
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)

    def enrolment_code(self, station: str, point: str) -> str:
        answer = self._ask("enroll", "--station", station, "--point", point)
        return str(answer["code"])

    def _ask(self, *arguments: str) -> dict[str, Any]:
        done = subprocess.run(  # noqa: S603  our own program
            [*_command(), "--database", self.database, *arguments, "--json"],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/v1/status", timeout=2):  # noqa: S310  loopback
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError(f"the warehouse did not start; see {self._log}")


def _command() -> list[str]:
    return [sys.executable, "-m", "sync.gateway"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
