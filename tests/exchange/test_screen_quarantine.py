"""The quarantine desk by keys: why, the field, the correction, and that it was sent again."""

import pytest
from PySide6.QtCore import Qt

from station_app.app.rooms import VERBS
from station_app.exchange.quarantine import held_cards
from station_app.exchange.screen.quarantine import QuarantineDesk
from station_app.exchange.screen.warehouse import WarehouseScreen
from station_app.households.model import Household
from station_app.people.model import Identifier, Person
from station_app.store.database import Database
from tests.elsewhere import Elsewhere
from tests.windows import Frame


@pytest.fixture
def rounds() -> list[str]:
    """A word for each time that the desk asked for a round."""
    return []


@pytest.fixture
def desk(frame: Frame, database: Database, rounds: list[str]) -> QuarantineDesk:
    with database.writing() as session:
        house = Household(code="12345-001-1", hamlet="Bản Dền", poverty_year=2026)
        session.add_all([Person(full_name=f"Lò Thị {n}", birth_date="1990") for n in "AB"])
        session.add(house)
    Elsewhere(database).held([house.id])
    frame.window.register(
        "desk/quarantine",
        lambda window: QuarantineDesk(window, database, VERBS, lambda: rounds.append("lượt")),
    )
    return frame.open("desk/quarantine", lambda desk: len(desk.list.rows) == 3 and desk.sheet.form)


def test_what_waits_for_the_nurse_stands_before_what_waits_for_the_warehouse(frame, desk):
    assert [card.sent for card in desk.list.rows] == [False, False, True]
    assert desk.subtitle == "2 bản ghi cần sửa · 1 bản ghi đã sửa, chờ kho tỉnh"
    last = desk.list.model.index(2, 2)
    assert last.data(Qt.ItemDataRole.AccessibleTextRole) == "Đã sửa, gửi lại, chờ kho tỉnh"


def test_a_field_is_corrected_by_keys_and_the_change_goes_with_the_next_round(frame, desk, database, rounds):
    at = next(at for at, card in enumerate(desk.list.rows) if card.entity == "identifier" and not card.sent)
    desk.list.choose(at)
    record = desk.list.current.record
    frame.until(lambda: any("Đang ghi “31/02/2026”" in words for words in frame.words(desk.sheet)))
    frame.press(Qt.Key.Key_Return)
    frame.type("31/12/2026")
    frame.press(Qt.Key.Key_Return, ctrl=True)
    frame.until(lambda: rounds)
    with database.reading() as session:
        assert session.get_one(Identifier, record).valid_to == "2026-12-31"
    assert next(card for card in held_cards(database) if card.record == record).sent
    frame.until(lambda: sum(card.sent for card in desk.list.rows) == 2)


def test_what_the_station_itself_would_refuse_is_refused_under_its_field(frame, desk):
    at = next(at for at, card in enumerate(desk.list.rows) if card.entity == "identifier" and not card.sent)
    desk.list.choose(at)
    frame.press(Qt.Key.Key_Return)
    frame.type("31/02/2027")
    frame.press(Qt.Key.Key_Return, ctrl=True)
    assert desk.sheet.form.fields["valid_to"].error_text


def test_a_record_written_by_mistake_is_withdrawn_there(frame, desk, database, rounds):
    at = next(at for at, card in enumerate(desk.list.rows) if card.entity == "identifier" and not card.sent)
    desk.list.choose(at)
    record = desk.list.current.record
    desk.sheet.form.withdraw_button.click()
    frame.until(lambda: rounds)
    with database.reading() as session:
        assert session.get_one(Identifier, record).gone
    frame.until(lambda: next(card for card in desk.list.rows if card.record == record).gone)


def test_the_page_of_the_line_leads_there(frame, desk, database):
    frame.window.register("warehouse", lambda window: WarehouseScreen(window, database, lambda: None))
    screen = frame.open("warehouse", lambda screen: len(screen.receipts.rows) == 3)
    frame.until(lambda: any("Kho tỉnh giữ lại 3 bản ghi" in words for words in frame.words(screen.said)))
    assert not screen.form.isVisible()
