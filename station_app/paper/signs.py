"""Small drawn signs, because the fonts have no boxes and ticks and colour alone is lost on a photocopy."""

from enum import Enum

from reportlab.lib.colors import Color, white
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from station_app.paper.typeface import DANGER, DONE, INK, SOFT


class Sign(Enum):
    """Each has a shape of its own: told apart in black and white, at arm's length."""

    ALERT = "triangle"
    OVERDUE = "box with a bar"
    DUE = "empty box"
    DONE = "tick"
    NOTE = "dot"


INKS: dict[Sign, Color] = {
    Sign.ALERT: DANGER,
    Sign.OVERDUE: DANGER,
    Sign.DUE: INK,
    Sign.DONE: DONE,
    Sign.NOTE: SOFT,
}


class DrawnSign(Flowable):
    """One sign, as high as the line of text it stands beside."""

    def __init__(self, sign: Sign, size: float, leading: float) -> None:
        super().__init__()
        self.sign, self.size, self.leading = sign, size, leading

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803  reportlab's names
        return self.size, self.leading

    def draw(self) -> None:
        self.canv.saveState()
        # Paragraphs put the baseline one font size below their top; the sign stands on it.
        self.canv.translate(0, (self.leading - self.size) / 2 - 0.4)
        draw_sign(self.canv, self.sign, self.size)
        self.canv.restoreState()


def draw_sign(canvas: Canvas, sign: Sign, size: float) -> None:
    """In the square of `size` at the origin."""
    canvas.setStrokeColor(INKS[sign])
    canvas.setFillColor(INKS[sign])
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    _DRAWINGS[sign](canvas, size)


def _triangle(canvas: Canvas, size: float) -> None:
    path = canvas.beginPath()
    path.moveTo(size * 0.5, size * 0.97)
    path.lineTo(size * 0.98, size * 0.08)
    path.lineTo(size * 0.02, size * 0.08)
    path.close()
    canvas.setLineWidth(size * 0.08)
    canvas.drawPath(path, stroke=1, fill=1)
    canvas.setStrokeColor(white)
    canvas.setFillColor(white)
    canvas.setLineWidth(size * 0.11)
    canvas.line(size * 0.5, size * 0.68, size * 0.5, size * 0.4)
    canvas.circle(size * 0.5, size * 0.21, size * 0.065, stroke=0, fill=1)


def _box(canvas: Canvas, size: float) -> None:
    canvas.setLineWidth(size * 0.1)
    canvas.roundRect(size * 0.06, size * 0.06, size * 0.88, size * 0.88, size * 0.12, stroke=1, fill=0)


def _late_box(canvas: Canvas, size: float) -> None:
    """Still a box to tick, with a heavy foot that says it has waited."""
    _box(canvas, size)
    canvas.rect(size * 0.06, size * 0.06, size * 0.88, size * 0.26, stroke=0, fill=1)


def _tick(canvas: Canvas, size: float) -> None:
    path = canvas.beginPath()
    path.moveTo(size * 0.1, size * 0.5)
    path.lineTo(size * 0.38, size * 0.2)
    path.lineTo(size * 0.92, size * 0.84)
    canvas.setLineWidth(size * 0.15)
    canvas.drawPath(path, stroke=1, fill=0)


def _dot(canvas: Canvas, size: float) -> None:
    canvas.circle(size * 0.5, size * 0.5, size * 0.16, stroke=0, fill=1)


_DRAWINGS = {
    Sign.ALERT: _triangle,
    Sign.OVERDUE: _late_box,
    Sign.DUE: _box,
    Sign.DONE: _tick,
    Sign.NOTE: _dot,
}
