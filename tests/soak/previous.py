"""Releases before this one, built from their tags: what half of the province still runs."""

import fcntl
import subprocess
import sys
from pathlib import Path

from tests.tree import ROOT

RELEASES = {"0.1.0": ("v0.1.0", "80f25fd"), "0.2.0": ("v0.2.0", "70b082b")}
"""A clone may lack the tags."""
BUILT = ROOT / "build" / "previous"


def previous_release(number: str = "0.1.0") -> Path | None:
    """The folder to put first on PYTHONPATH; None where the clone has no history to build it from."""
    for name in RELEASES[number]:
        found = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found.returncode == 0:
            return _built(found.stdout.decode().strip())
    return None


def _built(commit: str) -> Path:
    site = BUILT / commit[:12]
    BUILT.mkdir(parents=True, exist_ok=True)
    # Tests run side by side, and each may be the first that wants it.
    with (BUILT / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (site / "station_app").is_dir():
            _build(commit, site)
    return site


def _build(commit: str, site: Path) -> None:
    source, draft, wheels = BUILT / "source", BUILT / "draft", BUILT / "wheels"
    for folder in (source, draft, wheels):
        subprocess.run(["rm", "-rf", folder], check=True)
    source.mkdir(parents=True)
    archive = _git("archive", commit)
    subprocess.run(["tar", "-x", "-C", source], input=archive.stdout, check=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "wheel", *offline, "--wheel-dir", wheels, source], check=True)
    wheel = next(wheels.glob("tram-*.whl"))
    subprocess.run([*pip, "install", *offline, "--target", draft, wheel], check=True)
    draft.rename(site)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
