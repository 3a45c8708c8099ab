"""Processor time of this process, of others, and of a whole PostgreSQL server with everything it started."""

import time
from collections.abc import Sequence

import psutil
import psycopg


class Processors:
    """Counts seconds of processor time between two looks."""

    def __init__(self, database: str, others: Sequence[int] = (), *, own: bool = False) -> None:
        with psycopg.connect(database.replace("+psycopg", "")) as connection:
            self._server = psutil.Process(connection.info.backend_pid).parent()
        self._others = [psutil.Process(pid) for pid in others]
        self._own = own

    def postgres(self) -> float:
        """The postmaster, its sessions and helpers, and those that have ended."""
        assert self._server
        ended = self._server.cpu_times()
        living = sum(_seconds(process) for process in [self._server, *self._server.children()])
        return living + ended.children_user + ended.children_system

    def programs(self) -> float:
        return sum(map(_seconds, self._others)) + (time.process_time() if self._own else 0.0)


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:  # ended since it was listed; the server has its time then
        return 0.0
    return float(times.user + times.system)
