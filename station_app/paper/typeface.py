"""The letters and inks of paper: two embedded families, and inks that survive a photocopier."""

import re
from functools import cache
from html import escape
from typing import Final
from unicodedata import category

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

import resources
from station_app.common.names import nfc

TEXT: Final = "NotoSans-Regular"
STRONG: Final = "NotoSans-SemiBold"
TITLE: Final = "BeVietnamPro-SemiBold"

INK: Final = HexColor("#111827")
SOFT: Final = HexColor("#4B5563")
LINE: Final = HexColor("#6B7280")  # the window's lines vanish on a photocopy
PRIMARY: Final = HexColor("#0F766E")
DANGER: Final = HexColor("#B91C1C")
ATTENTION: Final = HexColor("#B45309")
DONE: Final = HexColor("#15803D")

# Bytes as they are: text-safe streams are a quarter larger, for mail of the last century.
rl_config.useA85 = 0

# A date or a measure torn in two at the end of a line is read wrongly.
_TORN = re.compile(r"\b(từ|lần|mũi|đến|ngày|tháng) (?=\d)|(?<=\d) (?=(?:kg|cm|mmHg|tuổi)\b|%)")


@cache
def load() -> None:
    """Once per program: parsing a font takes longer than drawing a sheet."""
    for name in (TEXT, STRONG, TITLE):
        registerFont(TTFont(name, resources.font(name)))
    registerFontFamily(TEXT, normal=TEXT, bold=STRONG, italic=TEXT, boldItalic=STRONG)
    registerFontFamily(TITLE, normal=TITLE, bold=TITLE, italic=TITLE, boldItalic=TITLE)


def clean(text: str) -> str:
    """NFC, since loose marks are set beside their letters; invisible signs out, spaces single."""
    composed = nfc(text)
    if not composed.isprintable():
        visible = (sign for sign in composed if category(sign) != "Cf")
        composed = "".join(sign if sign.isprintable() else " " for sign in visible)
    return " ".join(composed.split())


def marked(text: str) -> str:
    """`text` ready for a paragraph: a sign Noto Sans lacks (≥) is borrowed from the titles' family."""
    cleaned = _TORN.sub("\\1\u00a0", clean(text))
    if _letters(TEXT).issuperset(cleaned):
        return escape(cleaned, quote=False)
    return "".join(_borrowed(sign) for sign in cleaned)


def title_face(text: str) -> str:
    """Be Vietnam Pro where it has every letter; Ê-đê and Chăm names need signs only Noto Sans has."""
    return TITLE if _letters(TITLE).issuperset(clean(text)) else STRONG


@cache
def style(face: str, size: float, leading: float, colour: str = "ink") -> ParagraphStyle:
    inks = {"ink": INK, "soft": SOFT, "primary": PRIMARY, "danger": DANGER, "attention": ATTENTION}
    return ParagraphStyle(
        f"{face}-{size}-{colour}",
        fontName=face,
        bulletFontName=face,
        fontSize=size,
        leading=leading,
        textColor=inks[colour],
    )


def _borrowed(sign: str) -> str:
    safe = escape(sign, quote=False)
    if sign not in _letters(TEXT) and sign in _letters(TITLE):
        return f'<font name="{TITLE}">{safe}</font>'
    return safe


@cache
def _letters(face: str) -> frozenset[str]:
    load()
    font = getFont(face)
    assert isinstance(font, TTFont)
    return frozenset(map(chr, font.face.charToGlyph))
