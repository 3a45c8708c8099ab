"""The `station` command: all that the window does to data, for scripts and for IT."""

from station_app.cli.main import main

__all__ = ["main"]
