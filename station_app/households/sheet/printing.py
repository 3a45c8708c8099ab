"""Household summaries as a PDF: one, or all of a hamlet."""

from collections.abc import Callable, Iterable, Iterator

from station_app.households.sheet.content import TITLE, HouseholdPage
from station_app.paper.letterhead import Imprint, Letterhead


def summary(
    pages: Iterable[HouseholdPage], letterhead: Letterhead, imprint: Imprint, *, invariant: bool = False
) -> bytes:
    """`invariant` leaves out the file's own time stamp, so that equal content gives equal bytes."""
    made = summaries(iter(pages), letterhead, imprint, _never_stop, invariant=invariant)
    assert made is not None
    return made


def summaries(
    households: Iterator[HouseholdPage],
    letterhead: Letterhead,
    imprint: Imprint,
    progress: Callable[[int], bool],
    *,
    two_sided: bool = False,
    invariant: bool = False,
) -> bytes | None:
    """One PDF, household after household, drawn as they come.

    `progress` hears how many are done and answers whether to go on; None when it said no.
    """
    from station_app.households.sheet.drawing import content, head  # noqa: PLC0415  lazy: reportlab takes 100 ms
    from station_app.paper.page import Sheets  # noqa: PLC0415  lazy: the same

    sheets = Sheets(letterhead, imprint, title=TITLE, two_sided=two_sided, invariant=invariant)
    for done, household in enumerate(households, start=1):
        sheets.add(head(household), content(household))
        if not progress(done):
            return None
    return sheets.finish()


def _never_stop(done: int) -> bool:
    return True
