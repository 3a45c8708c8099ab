"""The walls of the house: who may import whom, and the checkers that see what the walls do not."""

import subprocess
import sys

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.tree import ROOT


def test_no_import_goes_through_a_wall(capsys):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [("ruff", "format", "--check"), ("ruff", "check", "--output-format=concise"), ("mypy",)],
    ids=" ".join,
)
def test_the_checkers_have_nothing_to_say(command: tuple[str, ...]):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
