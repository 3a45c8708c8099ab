"""The bottom bar: the truth about the line to the province in words, and the long work under way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton

from station_app.shell import icons, theme
from station_app.shell.jobs import Job
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import put_tip, text
from station_app.shell.work import Work


@dataclass(frozen=True)
class Segment:
    """One truth, as in “Kho tỉnh đã nhận 37/37”; with an address it is a link.

    Where it is narrow the last ones are left out first.
    """

    words: str
    state: State = "neutral"
    address: str = ""
    tip: str = ""


class JobButton(QPushButton):
    """How far long work is, and the way to stop it. The work may outlive the window of who began it."""

    def __init__(self, job: Job, fit: Callable[[], object]) -> None:
        super().__init__()
        self._job, self._fit = job, fit
        self.setProperty("look", "quiet")
        self.setIcon(icons.icon("clock", theme.palette().information, SIZES.icon_small))
        put_tip(self, job.if_cut)
        menu = QMenu(self)
        note = menu.addAction(job.if_cut)
        note.setEnabled(False)
        menu.addAction(icons.icon("close"), "Dừng ở chỗ an toàn", job.cancel)
        self.setMenu(menu)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        job.changed.connect(self._say)
        self._write()

    def _write(self) -> None:
        self.setText(f"{self._job.title}: {self._job.words}")
        self.setAccessibleName(self.text())

    def _say(self) -> None:
        self._write()
        self._fit()


class BottomBar(QFrame):
    """Segments at the left, long work at the right."""

    def __init__(self, work: Work, go: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("bottomBar")
        self.setFixedHeight(SIZES.bottom)
        self.setAccessibleName("Tình trạng")
        self._work, self._go = work, go
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SIZES.pad, 0, SIZES.pad, 0)
        self._row.setSpacing(SIZES.step)
        self._row.addStretch(1)
        self._jobs: dict[Job, QPushButton] = {}
        self._segments: list[Segment] = []
        self._parts: list[tuple[QFrame | QLabel | QPushButton, int]] = []
        work.jobs_changed.connect(self._show_jobs)

    @property
    def segments(self) -> list[Segment]:
        return self._segments

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Say this now; the same segments again change nothing."""
        if list(segments) == self._segments:
            return
        self._segments = list(segments)
        for part, _ in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = []
        at = 0
        for place, segment in enumerate(segments):
            for part in ([text("·", "small")] if place else []) + self._drawn(segment):
                self._row.insertWidget(at, part)
                self._parts.append((part, place))
                at += 1
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        """Whole segments only: those that have no room are left out from the right."""
        room = self.width() - SIZES.room - sum(made.sizeHint().width() for made in self._jobs.values())
        used, last = 0, -1
        for part, place in self._parts:
            used += part.sizeHint().width() + SIZES.step
            if used <= room and place == last + 1:
                last = place if part is self._last_of(place) else last
        for part, place in self._parts:
            part.setVisible(place <= max(last, 0))

    def _last_of(self, place: int) -> object:
        return [part for part, at in self._parts if at == place][-1]

    def _drawn(self, segment: Segment) -> list[QFrame | QLabel | QPushButton]:
        parts: list[QFrame | QLabel | QPushButton] = []
        if segment.state != "neutral":
            colour = theme.state_colours(segment.state)[0]
            parts.append(icons.mark(icons.STATE_ICONS[segment.state], colour, SIZES.icon_small))
        if segment.address:
            link = QPushButton(segment.words)
            link.setProperty("look", "quiet")
            link.setAccessibleName(segment.words)
            put_tip(link, segment.tip)
            link.clicked.connect(lambda: self._go(segment.address))
            return [*parts, link]
        label = text(segment.words, "small")
        put_tip(label, segment.tip)
        return [*parts, label]

    def _show_jobs(self) -> None:
        for job in [job for job in self._jobs if job not in self._work.jobs]:
            made = self._jobs.pop(job)
            made.hide()
            made.deleteLater()
        for job in [job for job in self._work.jobs if job not in self._jobs]:
            self._jobs[job] = JobButton(job, self._fit)
            self._row.addWidget(self._jobs[job])
        self._fit()
