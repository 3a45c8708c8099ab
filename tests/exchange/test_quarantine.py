"""What the warehouse holds back is told by field, put right where it is shown, and comes back by itself."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from station_app.app.rooms import CATALOGUE, VERBS
from station_app.common.errors import Refused
from station_app.exchange import quarantine
from station_app.exchange.quarantine import HeldCard, faults, held_cards
from station_app.exchange.service import line_state, recomputed_digests, synchronise
from station_app.health_records.model import Condition
from station_app.people.model import Identifier, Person
from station_app.store.database import Database
from sync.catalogue import Catalogue
from sync.gateway.warehouse import open_warehouse

both = pytest.mark.parametrize("province", ["sqlite", "postgresql"], indirect=True)


def wrong_card(database: Database, valid_to: str = "31/02/2026") -> str:
    with database.writing() as session:
        person = Person(full_name="Giàng Thị Mỷ", birth_date="1988")
        session.add(person)
        session.flush()
        number = Identifier(
            person=person.id,
            type="MA_THE_BHYT",
            value="GD4010123456789",
            valid_from="2026",
            valid_to=valid_to,
        )
        session.add(number)
    return number.id


def rows(province, sql: str) -> list[tuple]:
    schema = "warehouse." if province.warehouse.engine.dialect.name == "postgresql" else ""
    with province.warehouse.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql.format(schema=schema)))]


def only(database: Database) -> HeldCard:
    [card] = held_cards(database)
    return card


@both
def test_a_held_record_is_corrected_at_the_desk_and_released_while_nothing_else_waited(province, enrolled):
    """pitfall 06, pitfall 07: one bad record blocks nothing, and is neither skipped nor forgotten."""
    a, b = enrolled("A"), enrolled("B")
    wrong_card(a)
    with a.writing() as session:
        session.add_all([Person(full_name=f"Không bị chặn {n}", birth_date="1990") for n in range(3)])
    assert synchronise(a).match is True
    card = only(a)
    assert (card.title, card.subject) == ("Giấy tờ, số định danh: Thẻ bảo hiểm y tế", "Giàng Thị Mỷ")
    assert (card.state, card.address.endswith("/edit")) == ("Cần sửa", True)
    [fault] = card.faulty
    assert (fault.field.name, fault.value) == ("valid_to", "31/02/2026")
    assert "không phải là ngày có trên lịch" in fault.fault
    assert line_state(a).quarantined == 1
    assert rows(province, "SELECT count(*) FROM {schema}person") == [(4,)]
    synchronise(b)
    assert only(b).reason == card.reason, "every PC of the station may put it right"
    quarantine.correct(a, VERBS[card.entity], card, {"valid_to": "2026-12-31"})
    assert only(a).state == "Đã sửa, gửi lại, chờ kho tỉnh"
    for pc in (a, b):
        assert synchronise(pc).match is True
        assert held_cards(pc) == []
    assert rows(province, "SELECT count(*) FROM {schema}identifier_settled") == [(1,)]


def test_a_held_row_diverges_nothing_only_the_province_waits_for_it(province, enrolled):
    """The state applies everywhere, digests agree, and the facts of the province lack just that row.

    pitfall 32: the province judges beside the record, never in it."""
    a, b = enrolled("A"), enrolled("B")
    number = wrong_card(a)
    for pc in (a, b, a):
        assert synchronise(pc).match is True
    assert recomputed_digests(a) == recomputed_digests(b)
    with b.reading() as session:
        assert session.get_one(Identifier, number).valid_to == "31/02/2026"
    assert rows(province, "SELECT count(*) FROM identifier_settled") == [(0,)]
    assert rows(province, "SELECT value, _quarantined FROM identifier") == [("GD4010123456789", 1)]


def test_a_correction_that_does_not_help_is_told_with_the_new_reason(province, enrolled):
    a = enrolled("A")
    number = wrong_card(a)
    synchronise(a)
    with a.writing() as session:  # by another program: the forms would refuse it
        record = session.get_one(Identifier, number)
        record.valid_to, record.valid_from = "2026-12-31", "hôm nào"
    assert only(a).sent
    synchronise(a)
    card = only(a)
    assert (card.sent, [one.field.name for one in card.faulty]) == (False, ["valid_from"])
    with pytest.raises(Refused, match="Chưa sửa"):
        quarantine.correct(a, VERBS[card.entity], card, {})


def test_a_held_record_that_is_withdrawn_is_waited_for_no_longer(province, enrolled):
    a = enrolled("A")
    number = wrong_card(a)
    synchronise(a)
    VERBS["identifier"].withdraw(a, number, "nhập nhầm: thẻ của người khác")
    synchronise(a)
    assert held_cards(a) == []
    assert rows(province, "SELECT _gone IS NOT NULL, _quarantined FROM identifier") == [(1, 0)]


def _not_requiring(field: str) -> Catalogue:
    def eased(entity):
        if entity.name != "identifier":
            return entity
        return replace(
            entity, fields=tuple(replace(f, required=f.required and f.name != field) for f in entity.fields)
        )

    return Catalogue(eased(entity) for entity in CATALOGUE.entities.values())


def test_an_upgraded_warehouse_judges_again_and_tells_every_pc(province, enrolled):
    """pitfall 07: what an older warehouse could not use is tried again, by itself, after its upgrade."""
    a, b = enrolled("A"), enrolled("B")
    number = wrong_card(a, valid_to="2026-12-31")
    with a.writing() as session:
        session.get_one(Identifier, number).value = None
    for pc in (a, b):
        synchronise(pc)
        assert only(pc).reason == "Thiếu số."
        assert [one.field.name for one in only(pc).faulty] == ["value"]
    address = str(province.warehouse.engine.url)
    open_warehouse(address, _not_requiring("value"), province.warehouse.wall_ms).close()
    for pc in (a, b):
        assert synchronise(pc).match is True
        assert held_cards(pc) == []


def test_a_code_that_the_province_does_not_know_passes_as_text(province, enrolled):
    """pitfall 29"""
    a, b = enrolled("A"), enrolled("B")
    with a.writing() as session:
        session.add(
            Person(
                full_name="Lò Văn Pản",
                birth_date="1990",
                ethnicity="dân tộc chưa có mã",
                blood_group="Bombay",
            )
        )
    for pc in (a, b):
        assert synchronise(pc).match is True
        assert held_cards(pc) == []
    found = rows(province, "SELECT ethnicity, blood_group, _quarantined FROM person")
    assert found == [("dân tộc chưa có mã", "Bombay", 0)]


def test_a_restricted_record_is_not_read_out_to_those_without_the_right(province, enrolled):
    a = enrolled("A")
    with a.writing() as session:
        person = Person(full_name="Giàng Thị Mỷ", birth_date="1988")
        session.add(person)
        session.flush()
        session.add(Condition(person=person.id, name="Bệnh", since="bao giờ", restricted="hiv"))
    synchronise(a)
    card = only(a)
    assert (card.readable, card.fields, card.title) == (False, (), "Bệnh, tiền sử")


def test_the_words_of_the_warehouse_find_their_fields():
    identifier = CATALOGUE.entities["identifier"]
    said = "Mã bản ghi sai dạng; Có giá trị từ: không phải là ngày có trên lịch (năm-tháng-ngày); Thiếu số."
    found, rest = faults(identifier, said)
    assert found == {
        "valid_from": "không phải là ngày có trên lịch (năm-tháng-ngày)",
        "value": "còn thiếu",
    }
    assert rest == "Mã bản ghi sai dạng"
