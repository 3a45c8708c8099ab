"""Every colour, size and letter of the window, in one place, and the one style sheet made from them.

`apply(app, variant)` once at start; painted widgets ask `palette()` for the colours in force.
"""

from dataclasses import asdict, dataclass
from typing import Final, Literal

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources
from station_app.shell.style import sheet

Variant = Literal["light", "dark", "contrast"]
State = Literal["done", "attention", "danger", "information", "neutral"]

TEXT_FAMILY: Final = "Noto Sans"
TITLE_FAMILY: Final = "Be Vietnam Pro"
FONTS: Final = (
    "NotoSans-Regular",
    "NotoSans-SemiBold",
    "BeVietnamPro-Regular",
    "BeVietnamPro-SemiBold",
)


@dataclass(frozen=True)
class Palette:
    """One variant's colours; `*_soft` is the ground on which the state of the same name is written."""

    ground: str
    surface: str
    frame: str
    hover: str
    ink: str
    ink_soft: str
    line: str
    border: str
    primary: str
    primary_strong: str
    primary_soft: str
    on_primary: str
    done: str
    done_soft: str
    attention: str
    attention_soft: str
    danger: str
    danger_strong: str
    danger_soft: str
    on_danger: str
    information: str
    information_soft: str


@dataclass(frozen=True)
class Sizes:
    """Steps of 4 px; type in points."""

    step: int = 4
    gap: int = 8
    pad: int = 12
    wide: int = 16
    room: int = 24
    control: int = 36
    row: int = 32
    top: int = 48
    bottom: int = 28
    rail: int = 208
    rail_narrow: int = 56
    rail_breaks_at: int = 1280
    radius: int = 6
    ring: int = 2
    icon: int = 20
    icon_small: int = 16
    form_width: int = 560
    small_pt: int = 10
    base_pt: int = 11
    section_pt: int = 13
    title_pt: int = 18


LIGHT: Final = Palette(
    ground="#FAFBFB",
    surface="#FFFFFF",
    frame="#F1F5F4",
    hover="#E6ECEB",
    ink="#111827",
    ink_soft="#4B5563",
    line="#E5E7EB",
    border="#848D9A",
    primary="#0F766E",
    primary_strong="#0B5B55",
    primary_soft="#DFF2EF",
    on_primary="#FFFFFF",
    done="#15803D",
    done_soft="#EAF7EE",
    attention="#B45309",
    attention_soft="#FFF7E8",
    danger="#B91C1C",
    danger_strong="#8F1515",
    danger_soft="#FDEDED",
    on_danger="#FFFFFF",
    information="#1D4ED8",
    information_soft="#EBF1FE",
)
DARK: Final = Palette(
    ground="#111716",
    surface="#19211F",
    frame="#151C1B",
    hover="#25302E",
    ink="#EDF2F1",
    ink_soft="#B0BBB9",
    line="#2B3634",
    border="#71807D",
    primary="#5EC9BC",
    primary_strong="#86DDD2",
    primary_soft="#173A35",
    on_primary="#06231F",
    done="#6FD08F",
    done_soft="#16301F",
    attention="#F2B65C",
    attention_soft="#352812",
    danger="#F79A9A",
    danger_strong="#FBC0C0",
    danger_soft="#3D1C1C",
    on_danger="#2B0A0A",
    information="#97B9FF",
    information_soft="#1A2645",
)
CONTRAST: Final = Palette(
    ground="#FFFFFF",
    surface="#FFFFFF",
    frame="#FFFFFF",
    hover="#E3E9E8",
    ink="#000000",
    ink_soft="#1F2937",
    line="#374151",
    border="#000000",
    primary="#00403A",
    primary_strong="#002B27",
    primary_soft="#CFEFEA",
    on_primary="#FFFFFF",
    done="#0B4F22",
    done_soft="#FFFFFF",
    attention="#6B3000",
    attention_soft="#FFFFFF",
    danger="#8B0000",
    danger_strong="#5C0000",
    danger_soft="#FFFFFF",
    on_danger="#FFFFFF",
    information="#0A2A8A",
    information_soft="#FFFFFF",
)
PALETTES: Final[dict[Variant, Palette]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
SIZES: Final = Sizes()

# What is written on what; the contrast test walks this list in every variant.
TEXT_PAIRS: Final = (
    *(
        (ink, ground)
        for ink in ("ink", "ink_soft", "primary")
        for ground in ("ground", "surface", "frame", "hover")
    ),
    ("ink", "primary_soft"),
    ("ink_soft", "primary_soft"),
    ("primary", "primary_soft"),
    ("primary_strong", "primary_soft"),
    ("on_primary", "primary"),
    ("on_primary", "primary_strong"),
    ("on_danger", "danger"),
    ("on_danger", "danger_strong"),
    *((state, state + "_soft") for state in ("done", "attention", "danger", "information")),
    *((state, "surface") for state in ("done", "attention", "danger", "information")),
    *((state, "frame") for state in ("done", "attention", "danger", "information")),
    *(("ink", state + "_soft") for state in ("done", "attention", "danger", "information")),
)

_in_force: list[Palette] = [LIGHT]


def palette() -> Palette:
    """The colours in force."""
    return _in_force[-1]


def state_colours(state: State) -> tuple[str, str]:
    """Ink and ground of a state."""
    colours = palette()
    if state == "neutral":
        return colours.ink_soft, colours.frame
    return getattr(colours, state), getattr(colours, state + "_soft")


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def title_font(points: int = SIZES.section_pt) -> QFont:
    """The face of titles."""
    font = QFont(TITLE_FAMILY, points)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def small_font() -> QFont:
    """The face of captions and keys."""
    return QFont(TEXT_FAMILY, SIZES.small_pt)


def apply(app: QApplication, variant: Variant = "light") -> None:
    """Dress the whole program: fonts, colours, style sheet."""
    for name in FONTS:
        QFontDatabase.addApplicationFont(str(resources.font(name)))
    _in_force[:] = [PALETTES[variant]]
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(QFont(TEXT_FAMILY, SIZES.base_pt))
    app.setPalette(_qt_palette(palette()))
    app.setStyleSheet(sheet({**asdict(palette()), **asdict(SIZES)}, TITLE_FAMILY))


def mark(widget: QWidget, **looks: str) -> None:
    """Say what a widget is, as in `look="primary"`, so that the style sheet dresses it anew."""
    for name, look in looks.items():
        widget.setProperty(name, look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _qt_palette(colours: Palette) -> QPalette:
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.ground,
        QPalette.ColorRole.WindowText: colours.ink,
        QPalette.ColorRole.Base: colours.surface,
        QPalette.ColorRole.AlternateBase: colours.frame,
        QPalette.ColorRole.Text: colours.ink,
        QPalette.ColorRole.Button: colours.surface,
        QPalette.ColorRole.ButtonText: colours.ink,
        QPalette.ColorRole.Highlight: colours.primary,
        QPalette.ColorRole.HighlightedText: colours.on_primary,
        QPalette.ColorRole.ToolTipBase: colours.ink,
        QPalette.ColorRole.ToolTipText: colours.surface,
        QPalette.ColorRole.PlaceholderText: colours.ink_soft,
        QPalette.ColorRole.Link: colours.primary,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    return made
