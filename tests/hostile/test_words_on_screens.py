"""A name that looks like HTML is a name: on every screen, in every tip, on paper."""

from html import escape

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from station_app.app import letters, person_record, summary
from station_app.health_records.service import add_allergy, add_condition
from station_app.households import service as households
from station_app.households.service import NewMember
from station_app.privacy import service as rights
from station_app.visits import service as visits
from tests.app.conftest import database_of, dressed, fingers, place, program, signed_in
from tests.app.test_reading import PLACES
from tests.hostile.words import WORDS
from tests.paper.reading import words as words_of
from tests.tree import product

__all__ = ["dressed", "fingers", "place", "program", "signed_in"]

HTML = WORDS[0]
EVERYWHERE = [
    *(place for place in PLACES if "round" not in place),
    "visits",
    "immunization",
    "people",
    "search?q=img",
    "privacy",
    "privacy/new?person={person}",
    "privacy/{request}",
    "person/{person}/privacy",
]


@pytest.fixture
def named(signed_in, fingers):
    """A household of people with hostile names, with hostile illnesses and a hostile complaint."""
    database = database_of(signed_in)
    members = [
        NewMember(
            "00" if at == 0 else "05",
            values={"full_name": name, "birth_date": f"{1960 + at}", "sex": "female"},
        )
        for at, name in enumerate(WORDS)
    ]
    house = {"hamlet": HTML, "house_number": WORDS[2], "address": WORDS[4]}
    household = households.register_household(database, house, members, confirmed_doubts=True)
    person = households.household_card(database, household).members[0].person
    add_allergy(database, person=person, kind="1", substance=HTML, severity="severe")
    add_condition(database, person=person, name=WORDS[1])
    visits.receive(database, person=person, reason=HTML, confirmed=True)
    asked = {"person": person, "kind": "access", "capacity": "self", "channel": "letter"}
    whose = {"requester_name": WORDS[1], "requester_address": HTML, "content": HTML}
    request = rights.register_request(database, {**asked, **whose}, confirmed=True)
    fingers.rest(signed_in.work)
    return {"household": household, "person": person, "request": request}


def rich(window: QWidget) -> list[str]:
    """What would be read as HTML: labels that may, and tips that do and are not escaped."""
    labels = [
        f"{type(label).__name__} {label.text()[:60]!r}"
        for label in window.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and label.text()
    ]
    return labels + [
        tip for widget in window.findChildren(QWidget) if "<" in (tip := widget.toolTip()) and not _plain(tip)
    ]


def _plain(tip: str) -> bool:
    inner = tip.removeprefix("<qt>").removesuffix("</qt>")
    return tip.startswith("<qt>") and "<" not in inner


def cells(window: QWidget) -> list[str]:
    """The tips of every cell that is shown in a table."""
    found = []
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if not view.isVisible():
            continue
        for row in range(min(model.rowCount(), 60)):
            for column in range(model.columnCount()):
                tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                if tip and "<" in str(tip) and not _plain(str(tip)):
                    found.append(str(tip))
    return found


def test_no_screen_takes_a_name_for_html(signed_in, fingers, named):
    seen = 0
    for address in EVERYWHERE:
        signed_in.window.go(address.format(**named))
        fingers.rest(signed_in.work)
        seen += sum("<img" in label.text() for label in signed_in.window.findChildren(QLabel))
        assert rich(signed_in.window) == [], address
        assert cells(signed_in.window) == [], address
    assert seen > 5  # the name was there to be misread


def test_a_name_is_printed_as_it_is_written(signed_in, named):
    database = database_of(signed_in)
    told = words_of(summary.household(database, named["household"]))
    squeezed = "".join(told.split())
    record = words_of(person_record.record_pdf(database, named["person"], request=named["request"]))
    letter = words_of(letters.acknowledgement(database, named["request"]))
    assert all("".join(HTML.split()) in "".join(text.split()) for text in (record, letter))
    for word in WORDS[:5]:
        assert "".join(word.split()) in squeezed, word
    assert escape(HTML) not in told


def test_every_label_of_the_product_says_that_its_words_are_plain():
    """Qt guesses otherwise, and a guess about a name is a hole."""
    assert _labels_without_a_format() == []


def _labels_without_a_format() -> list[str]:
    found = []
    for source in product():
        if not source.name.startswith("station_app/"):
            continue
        text = source.text
        if (
            "QLabel(" in text
            and "setTextFormat(Qt.TextFormat.PlainText)" not in text
            and "setPixmap" not in text
        ):
            found.append(source.name)
        if any(
            word in text for word in ("setHtml(", "RichText", "QMessageBox(", "insertHtml(", "setMarkdown(")
        ):
            found.append(source.name)
    return found
