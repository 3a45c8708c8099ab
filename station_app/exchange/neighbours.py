"""The local network while somebody is signed in: meets the paired PCs, and serves them when switched on."""

import threading
from collections.abc import Callable
from contextlib import suppress

from station_app.common.errors import Unavailable
from station_app.exchange.relay import books, finding
from station_app.exchange.relay.server import Relay
from station_app.exchange.service.relay import PORT, meet_all
from station_app.store.database import Database

EVERY_SECONDS = 60.0
AFTER_SAVE_SECONDS = 3.0


class Neighbours:
    """`saved` and `close` may be called from any thread; a PC without paired ones does nothing here."""

    def __init__(self, database: Database, fault: Callable[[BaseException], object]) -> None:
        self._database, self._fault = database, fault
        self.relay = Relay(database, port=PORT, fault=fault)
        self._sign: finding.Announced | None = None
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._switching = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="neighbours")

    def start(self) -> None:
        self._thread.start()

    def saved(self) -> None:
        self._wake.set()

    def close(self) -> None:
        self._closed.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._stop()

    def switch(self, on: bool) -> bool:
        """Serves others from now on, also after the next sign-in; or no longer. Returns what is so now."""
        with self._database.taking_in() as intake:
            intake.raw.execute("UPDATE sync_self SET relay_port = ?", (PORT if on else None,))
        self._serve() if on else self._stop()
        return self.relay.is_on

    def _serve(self) -> None:
        with self._switching:
            try:
                self.relay.start()
            except OSError as error:
                raise Unavailable(
                    f"Không mở được cổng {PORT} ({error.strerror}).",
                    "Dữ liệu của trạm không thay đổi.",
                    "Tắt cửa sổ Trạm khác đang tiếp sức trên máy này.",
                    "T-220",
                ) from error
            if self._sign is None:
                with self._database.reading() as session:
                    device, _, _ = books.own(self._database.raw(session))
                with suppress(OSError):  # without a network it is still reached by its address
                    self._sign = finding.Announced(device, self.relay.port)

    def _stop(self) -> None:
        with self._switching:
            self.relay.stop()
            if self._sign is not None:
                self._sign.close()
                self._sign = None

    def _run(self) -> None:
        try:
            with self._database.reading() as session:
                (port,) = self._database.raw(session).execute("SELECT relay_port FROM sync_self").fetchone()
            if port:
                self._serve()
            while not self._closed.is_set():
                self._meet()
                if self._wake.wait(EVERY_SECONDS):
                    self._wake.clear()
                    self._closed.wait(AFTER_SAVE_SECONDS)
        except BaseException as error:
            self._fault(error)

    def _meet(self) -> None:
        try:
            meet_all(self._database, look=True)
        except Unavailable:
            return  # the disk: whoever works says so first
