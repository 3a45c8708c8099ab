"""Two processes of the warehouse on one database, that are killed and started again."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.flows.province import free_port


@dataclass
class Gateway:
    database: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        arguments = ["--database", self.database, "serve", "--port", str(self.port), "--host", "127.0.0.1"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sync.gateway", *arguments], stdout=output, stderr=output
            )

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/v1/status", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"the gateway does not answer, see {self.log}")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def start_again(self) -> None:
        self.kill()
        self.start()


@contextmanager
def gateways(database: str, folder: Path, number: int = 2) -> Iterator[list[Gateway]]:
    made = [Gateway(database, free_port(), folder / f"gateway-{place}.log") for place in range(number)]
    try:
        for gateway in made:
            gateway.start()
        for gateway in made:
            gateway.wait()
        yield made
    finally:
        for gateway in made:
            gateway.kill()


def warehouse(database: str, *arguments: str) -> Any:
    """What the command answers; it must say that all is well."""
    done = subprocess.run(
        [sys.executable, "-m", "sync.gateway", "--database", database, *arguments, "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (
        f"warehouse {arguments[0]}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    )
    return json.loads(done.stdout)
