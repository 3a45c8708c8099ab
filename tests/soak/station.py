"""A station PC as those around it see it: a process to be asked, killed, started again, copied."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tree import ROOT

PASSWORD = "mường hoa 2026 thử nghiệm"
CODE, LOGIN = "12345", "truongtram"
PATIENCE_S = 120
_DRIVER = ROOT / "tests" / "soak" / "driver.py"


class Dead(Exception):
    """The process is gone; whether it had done what it was asked is not known."""


class Told(Exception):
    """It refused in words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass
class Station:
    """`site` comes first on its path: the release it runs; None: this one. `days`: its clock is off by."""

    name: str
    folder: Path
    site: Path | None = None
    days: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    backups: list[Path] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / self.name

    def start(self) -> None:
        environment = {
            **os.environ, "STATION_PASSWORD": PASSWORD, "TRAM_MACHINE": self.name,
            "PYTHONPATH": str(self.site or ROOT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1",
        }  # fmt: skip
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(_DRIVER), str(self.home), str(self.days)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment, cwd="/",
            )  # fmt: skip

    def found(self, gateway: str, code: str) -> None:
        """Its own making and its own enrolment, by the commands."""
        self.start()
        self._command("init", "--station-code", CODE, "--name", "Trạm Y tế xã Mường Hoa")
        self._command("enroll", "--gateway", gateway, "--code", code)
        self.sign_in()

    def _command(self, *argv: str) -> Any:
        told = self.ask("cli", argv=list(argv))
        assert told["code"] == 0, f"{self.name}: {argv[0]}: exit {told['code']}\n{told['out']}"
        return json.loads(told["out"])

    def sign_in(self) -> None:
        module = Path(self.ask("sign_in", login=LOGIN)["module"])
        assert module.is_relative_to(self.site or ROOT / "station_app"), module

    def ask(self, verb: str, **arguments: Any) -> dict[str, Any]:
        process = self.process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps({"do": verb, **arguments}).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise Dead(self.name) from None
        if not select.select([process.stdout], [], [], PATIENCE_S)[0]:
            raise AssertionError(f"{self.name} does not answer to {verb}")
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            # It must have been our kill: a crash of its own is a bug, and its log says which.
            code = process.wait(PATIENCE_S)
            assert code == -signal.SIGKILL, f"{self.name} ended by itself with {code} at {verb}"
            raise Dead(self.name)
        told: dict[str, Any] = json.loads(line)
        if "error" in told:
            raise Told(told["code"], told["error"])
        return told

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()

    def start_again(self) -> None:
        self.end()
        self.start()
        self.sign_in()

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def back_up(self) -> None:
        self.backups.append(Path(self._command("backup", str(self.folder / "backups" / self.name))["folder"]))

    def restore(self) -> None:
        """Yesterday's backup is put in the place of what this PC had."""
        self.end()
        for path in self.home.glob("station.db*"):
            path.unlink()
        for path in self.backups[-1].iterdir():
            shutil.copy2(path, self.home / path.name)
        self.start()
        self.sign_in()

    def copied(self, name: str) -> "Station":
        """Another PC with an image of this one's disk."""
        shutil.copytree(self.home, self.folder / name)
        other = Station(name, self.folder, self.site, self.days)
        other.start()
        other.sign_in()
        return other
