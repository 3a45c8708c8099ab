"""The tables of the province: real types, questions marked, what does not fit kept out of the facts."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import text

from sync.catalogue import Catalogue
from sync.gateway.warehouse import open_warehouse
from sync.policy import Field, Kind
from tests.gateway.device import Device, new_id


def rows(warehouse, sql, **values):
    with warehouse.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql), values)]


def one(warehouse, sql):
    (row,) = rows(warehouse, sql)
    return row


def test_every_kind_has_its_real_type(provincial):
    device, person, dose = Device(provincial), new_id(), new_id()
    device.write(
        ("person", person, {"full_name": "Lò Thị Đức", "birth_date": "1988-03"}),
        (
            "dose",
            dose,
            {
                "person": person,
                "vaccine": "BCG",
                "dose_number": 1,
                "given_on": "2026-11-21",
                "given_at": "2026-11-21T00:30:00Z",
                "historical": False,
                "colour": "từ bản mới hơn",
            },
        ),
        ("visit", new_id(), {"person": person, "arrived_at": "2026-11-21T00:30:00Z", "temperature": "36.5"}),
    )
    device.sync()
    assert one(
        provincial, "SELECT id, birth_date, birth_date_precision, _in_question FROM warehouse.person"
    ) == (
        uuid.UUID(person),
        dt.date(1988, 3, 1),
        "month",
        [],
    )
    assert one(
        provincial, "SELECT person, dose_number, given_on, given_at, historical, extra FROM warehouse.dose"
    ) == (
        uuid.UUID(person),
        1,
        dt.date(2026, 11, 21),
        dt.datetime(2026, 11, 21, 0, 30, tzinfo=dt.UTC),
        False,
        {"colour": "từ bản mới hơn"},
    )
    assert one(provincial, "SELECT temperature + 0.5, _scope, _device FROM warehouse.visit") == (
        37,
        "12345",
        device.id,
    )


def settled(warehouse):
    schema = "warehouse." if warehouse.typed.metadata.schema else ""
    return [
        row[0] for row in rows(warehouse, f"SELECT full_name FROM {schema}person_settled ORDER BY full_name")
    ]


def test_a_value_that_does_not_fit_waits_in_quarantine_until_it_is_corrected(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    record = new_id()
    first.write(("person", record, {"full_name": "Lò Thị Đức", "birth_date": "1988-02-31", "phone": "09"}))
    first.write(("person", new_id(), {"full_name": "Vàng A Páo", "birth_date": "1990"}))
    receipt = first.sync().receipt
    second.sync()
    assert receipt.digests == second.shelf.digests()  # the state is merged and handed on all the same
    words = "Ngày sinh: không phải là ngày có trên lịch (năm-tháng-ngày)."
    assert first.verdicts == second.verdicts == {("person", record): words}
    assert settled(warehouse) == ["Vàng A Páo"]
    first.write(("person", record, {"birth_date": "1988-02-28"}), reason="gõ nhầm")
    first.sync()
    second.sync()
    assert first.verdicts == second.verdicts == {("person", record): None}
    assert settled(warehouse) == ["Lò Thị Đức", "Vàng A Páo"]


@pytest.mark.parametrize(
    "values, words",
    [
        ({"full_name": "Không ngày sinh"}, "Thiếu ngày sinh."),
        ({"full_name": "\0", "birth_date": "1988"}, "Họ và tên: có ký tự không đọc được."),
        ({"full_name": 5, "birth_date": "1988"}, "Họ và tên: phải là chữ."),
        (
            {"full_name": "A", "birth_date": "1988", "mother": "bà Sáu"},
            "Mẹ: không trỏ tới bản ghi nào (mã sai dạng).",
        ),
        (
            {"full_name": "A", "birth_date": "88"},
            "Ngày sinh: không phải là ngày có trên lịch (năm-tháng-ngày).",
        ),
    ],
)
def test_the_reason_of_a_quarantine_is_in_words(warehouse, values, words):
    device, record = Device(warehouse), new_id()
    device.write(("person", record, values))
    assert device.sync().receipt.digests == device.shelf.digests()
    assert device.verdicts == {("person", record): words}


def test_an_unknown_code_is_text_and_no_reason_to_wait(warehouse):
    device = Device(warehouse)
    device.write(("person", new_id(), {"full_name": "A", "birth_date": "1988", "ethnicity": "mã mới"}))
    device.sync()
    assert (device.verdicts, settled(warehouse)) == ({}, ["A"])


def test_an_entity_of_a_newer_station_is_kept_and_handed_on(warehouse):
    first, second = Device(warehouse), Device(warehouse)
    first.write(("prescription", new_id(), {"drug": "Paracetamol"}))
    assert first.sync().receipt.digests == second.sync().receipt.digests == second.shelf.digests()


def test_a_record_entered_in_error_leaves_the_facts_and_stays_in_the_table(warehouse):
    device, record = Device(warehouse), new_id()
    device.write(("person", record, {"full_name": "A", "birth_date": "1988"}))
    device.write(("person", record, {"life": "gone: nhập trùng"}), reason="nhập trùng")
    device.sync()
    schema = "warehouse." if warehouse.typed.metadata.schema else ""
    assert settled(warehouse) == []
    assert one(warehouse, f"SELECT full_name, _gone FROM {schema}person") == ("A", "nhập trùng")


def grown(catalogue):
    added = Field("tribe_name", Kind.TEXT, "Tên dòng họ")
    return Catalogue(
        replace(entity, fields=(*entity.fields, added)) if entity.name == "person" else entity
        for entity in catalogue.entities.values()
    )


def test_a_grown_catalogue_adds_the_column_and_fills_it_with_what_had_waited(
    database_url, warehouse, catalogue, clock
):
    device = Device(warehouse)
    device.write(("person", new_id(), {"full_name": "A", "birth_date": "1988", "tribe_name": "Lò"}))
    device.sync()
    newer = open_warehouse(database_url, grown(catalogue), clock)
    schema = "warehouse." if newer.typed.metadata.schema else ""
    try:
        assert one(newer, f"SELECT full_name, tribe_name FROM {schema}person_settled") == ("A", "Lò")
        device.write(("person", new_id(), {"full_name": "B", "birth_date": "1988"}))
        device.sync()  # the older process goes on beside it
        assert len(rows(newer, f"SELECT 1 FROM {schema}person_settled")) == 2
    finally:
        newer.close()
