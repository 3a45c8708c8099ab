"""Printing: one summary, five hundred in a batch, and a bare page of reportlab with the same words."""

import io
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import resources
from station_app.app import summary
from station_app.households.sheet import summaries
from tests.benchmarks.commune import HOME, Commune, unlocked
from tests.benchmarks.figures import Figure, interleaved
from tests.benchmarks.households import spread

BATCH = 500


def figures(commune: Commune, rounds: int) -> Iterator[Figure]:
    with commune.copied() as work, closing(unlocked(work / HOME)) as database:
        asked = spread(database, BATCH)
        one = asked[0]
        pages = _words(summary.household(database, one))
        calls = {"ours": partial(summary.household, database, one), "bare": partial(_bare, pages)}
        taken = interleaved(calls, rounds, warm=2)
        began = time.perf_counter(), time.process_time()
        made = summaries(
            (summary.page_of(database, household) for household in asked),
            summary.letterhead(database),
            summary.imprint(database),
            lambda done: True,
        )
        wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    assert made is not None
    ours, bare = taken["ours"], taken["bare"]
    beside = f"bare reportlab, the same words, {bare.p50:.0f} ms"
    yield Figure("one summary PDF: p50", ours.p50, "ms", None, beside, ours.p50 / bare.p50)
    yield Figure("one summary PDF: p95", ours.p95, "ms", None, ours.in_words)
    size = f"{cpu:.1f} s CPU, {len(made) / 1e6:.1f} MB, {wall / len(asked) * 1000:.0f} ms each"
    yield Figure(f"{len(asked)} summaries in one PDF", wall, "s", None, size)


def _words(pdf: bytes) -> list[list[str]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().splitlines() for page in document]


def _bare(pages: list[list[str]]) -> bytes:
    """The least that a page of these words costs: a font, and a line under a line."""
    registerFont(TTFont("Bare", resources.font("BeVietnamPro-Regular")))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for lines in pages:
        canvas.setFont("Bare", 9)
        for number, line in enumerate(lines):
            canvas.drawString(40, 800 - 11 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
