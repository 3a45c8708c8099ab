"""The release before this one, built from its tag: what half of the province still runs."""

import fcntl
import subprocess
import sys
from pathlib import Path

from tests.tree import ROOT

TAG, COMMIT = "v0.1.0", "80f25fd"
"""A clone may lack the tag."""
BUILT = ROOT / "build" / "previous"


def previous_release() -> Path | None:
    """The folder to put first on PYTHONPATH; None where the clone has no history to build it from."""
    for name in (TAG, COMMIT):
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
    source, draft = BUILT / "source", BUILT / "draft"
    for folder in (source, draft):
        subprocess.run(["rm", "-rf", folder], check=True)
    source.mkdir(parents=True)
    archive = _git("archive", commit)
    subprocess.run(["tar", "-x", "-C", source], input=archive.stdout, check=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "wheel", *offline, "--wheel-dir", BUILT, source], check=True)
    wheel = next(BUILT.glob("tram-*.whl"))
    subprocess.run([*pip, "install", *offline, "--target", draft, wheel], check=True)
    draft.rename(site)


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
