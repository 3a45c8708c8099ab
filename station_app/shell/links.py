"""Lines that lead somewhere: pressed, they open the place whose number they show."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from station_app.shell import icons, theme
from station_app.shell.theme import SIZES, State
from station_app.shell.topbar import ElidedLabel
from station_app.shell.widgets import text


class LinkRow(QPushButton):
    """Icon, words, a softer word more, and at the right what is counted; reached by Tab, opened by Enter."""

    def __init__(
        self,
        words: str,
        run: Callable[[], object],
        *,
        detail: str = "",
        icon: str = "",
        state: State = "neutral",
        right: QWidget | None = None,
        leads: bool = True,
    ) -> None:
        super().__init__()
        self.setProperty("look", "line")
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words, self.detail = words, detail
        line = QHBoxLayout(self)
        line.setContentsMargins(SIZES.gap, 0, SIZES.gap, 0)
        line.setSpacing(SIZES.gap)
        if icon:
            line.addWidget(icons.mark(icon, theme.state_colours(state)[0]))
        line.addWidget(ElidedLabel(words, "body"))
        line.addWidget(ElidedLabel(detail, "soft", fills=True), 1)
        if right:
            line.addWidget(right)
        if leads:
            line.addWidget(icons.mark("chevron-right", theme.palette().ink_soft, SIZES.icon_small))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _checked=False: run())
        told = " · ".join(part for part in (words, detail, _said(right)) if part)
        self.setAccessibleName(told)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return QSize(layout.sizeHint().width(), SIZES.control)

    minimumSizeHint = sizeHint


def _said(right: QWidget | None) -> str:
    if right is None:
        return ""
    return right.accessibleName() or str(right.property("text") or "")


def counted(words: str, state: State = "neutral") -> QLabel:
    """A number with its word, at the right of a line, in the colour of its state."""
    label = text(words, "strong")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    theme.mark(label, state=state)
    return label
