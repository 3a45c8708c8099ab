"""A command starts with what it needs, and no more."""

import subprocess
import sys

LOADED = (
    "import sys, station_app.cli.main;"
    "print([name for name in ('PySide6', 'reportlab', 'alembic') if name in sys.modules])"
)


def test_a_command_loads_no_window_and_no_printing():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
