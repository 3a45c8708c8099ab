"""One person's record leaves whole: every declared field, readable, fitting its schema, and locked."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import pyzipper

from station_app.app.person_record import (
    CHAPTERS,
    export_record,
    person_named,
    record_of,
    record_pdf,
    uses_of,
)
from station_app.app.rooms import CATALOGUE
from station_app.common.errors import Refused
from station_app.health_records import service as health
from station_app.households import service as households
from station_app.households.service import NewMember
from station_app.immunization.model import Dose
from station_app.people import service as people
from station_app.privacy import service
from station_app.privacy.service import PersonRecord
from station_app.staff import service as staff
from station_app.store.database import Author, Database
from station_app.store.vault.keys import Private
from station_app.visits.model import Visit
from sync.sealed import new_private, public_of
from tests.paper.reading import words as text_of

NUMBER = "014188000123"
HEAD = Private(b"h" * 32, seal := new_private(), box=public_of(seal))


@pytest.fixture
def known(database: Database) -> str:
    """A person with a house, a number, an allergy, an illness, a dose, a visit, one corrected birth date."""
    house = households.register_household(
        database,
        {"hamlet": "Bản Dền", "address": "Bản Dền, xã Mường Hoa"},
        [
            NewMember("00", values={"full_name": "Vừ A Páo", "sex": "male", "birth_date": "1986-02-14"}),
            NewMember("01", values={"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"}),
        ],
    )
    person = households.household_card(database, house).members[1].person
    people.correct_person(database, person, {"birth_date": "1988-03-09"}, reason="giấy khai sinh")
    people.add_identifier(
        database, {"person": person, "type": "SDDCN", "value": NUMBER}, confirmed_doubts=True
    )
    health.add_allergy(database, person=person, kind="1", substance="Penicillin", severity="severe")
    health.add_condition(database, person=person, icd10="I10", name="Tăng huyết áp", since="2019")
    with database.writing() as session:
        session.add(Dose(person=person, vaccine="HEPB", dose_number=1, given_on="2026-11-02", lot="L-77"))
        session.add(
            Visit(
                person=person,
                arrived_at="2026-11-20T01:15:00Z",
                reason="Đau đầu",
                diagnosis="Tăng huyết áp",
                icd10_main="I10",
                systolic=150,
                diastolic=95,
                status="closed",
            )
        )
    return person


def test_every_kind_of_record_about_people_has_its_chapter():
    told = [one.entity for one in CHAPTERS]
    about = {name for name, entity in CATALOGUE.entities.items() if entity.field("person")}
    assert sorted(told) == sorted({"person", "household", *about})
    for one in CHAPTERS:
        fields = {field.name for field in CATALOGUE.entities[one.entity].fields}
        assert {*one.columns, *one.heading} <= fields


def test_the_file_holds_every_filled_field_and_fits_its_schema(database, known):
    made = service.as_json(record_of(database, known))
    read = msgspec.json.decode(made, type=PersonRecord)
    chapters = {chapter.entity: chapter for chapter in read.chapters}
    with database.reading() as session:
        for entity in ("person", "identifier", "allergy", "condition", "dose", "visit"):
            column = "id" if entity == "person" else "person"
            names = [field.name for field in CATALOGUE.entities[entity].fields]
            rows = database.raw(session).execute(
                f"SELECT id, {', '.join(names)} FROM {entity} WHERE {column} = ?", (known,)
            )
            for record, *stored in rows.fetchall():
                item = next(one for one in chapters[entity].records if one.id == record)
                filled = {name for name, value in zip(names, stored, strict=True) if value not in (None, "")}
                assert item.fields.keys() == filled
    assert chapters["condition"].records[0].fields["icd10"].shown == "I10 Tăng huyết áp"
    assert chapters["visit"].records[0].fields["arrived_at"].shown == "08:15 20/11/2026"
    assert chapters["visit"].records[0].fields["systolic"].shown == "150 mmHg"
    assert chapters["household"].records[0].fields["hamlet"].value == "Bản Dền"
    assert chapters["person"].records[0].author == "Lò Thị Hạnh"
    assert (chapters["person"].records[0].written_at or "")[-6:] == "+07:00"
    births = [one for one in chapters["person"].records[0].history if one.field == "birth_date"]
    assert [(one.shown, one.current, one.reason) for one in births] == [
        ("1988", False, None),
        ("09/03/1988", True, "giấy khai sinh"),
    ]
    assert chapters["dose"].records[0].kept_until is None
    assert chapters["visit"].records[0].kept_until == "2036-12-31"


def test_a_file_that_says_more_than_its_schema_is_refused(database, known):
    content = json.loads(service.as_json(record_of(database, known)))
    content["chapters"][0]["records"][0]["device"] = "pc-1"
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps(content), type=PersonRecord)


def test_the_paper_says_all_of_it_in_words(database, known):
    text = text_of(record_pdf(database, known))
    for words in (
        "Giàng Thị Mỷ", NUMBER, "Penicillin", "Tăng huyết áp", "Viêm gan B", "L-77", "150 mmHg", "Đau đầu",
        "Bản Dền", "1988, sửa thành 09/03/1988", "giấy khai sinh", "không thời hạn",
        "đến hết 31/12/2036", "Lò Thị Hạnh", "Nghiên cứu khoa học",
    ):  # fmt: skip
        assert words in text, words
    assert known not in text


def test_what_was_withdrawn_is_counted_and_not_told(database, known):
    allergy = health.record(database, known).allergies[0].id
    health.withdraw_allergy(database, allergy, "nhầm người")
    chapters = {chapter.entity: chapter for chapter in record_of(database, known).chapters}
    assert (chapters["allergy"].records, chapters["allergy"].withdrawn) == ([], 1)
    assert "Penicillin" not in text_of(record_pdf(database, known))


def test_sealed_records_go_only_to_who_holds_their_key(database, known):
    database.private = HEAD
    sealed = health.add_condition(database, person=known, icd10="B20", name="Nhiễm HIV")
    record = record_of(database, known)
    assert record.restricted_included
    ids = [item.id for chapter in record.chapters for item in chapter.records]
    assert sealed in ids
    assert "Nhiễm HIV" in text_of(record_pdf(database, known))
    assert sum(one.count for one in service.kept_of(database, known) if one.entity == "condition") == 2
    database.private = replace(HEAD, seal=None)
    assert b"HIV" not in service.as_json(record_of(database, known))
    staff.add_user(database, {"name": "Vàng Thị Máy", "login": "may", "role": "nurse"})
    nurse = next(row.id for row in staff.users(database) if row.login == "may")
    database.acting(Author(nurse, "A"))
    unseen = service.whole_record(database, known, [one.entity for one in CHAPTERS])
    assert not unseen.restricted_included
    assert b"HIV" not in service.as_json(unseen)
    assert sealed.encode() not in service.as_json(unseen)


def test_the_open_register_does_not_name_a_sealed_illness(database, known):
    asked = {
        "person": known,
        "kind": "deletion",
        "capacity": "self",
        "requester_name": "x",
        "channel": "phone",
    }
    with pytest.raises(Refused) as refused:
        service.register_request(database, {**asked, "content": "Xoá chẩn đoán nhiễm HIV"})
    assert (refused.value.field, refused.value.code) == ("content", "tells_restricted")
    request = service.register_request(database, {**asked, "content": "Xoá một chẩn đoán"})
    with pytest.raises(Refused):
        service.decide(database, request, "refused", "hồ sơ tâm thần giữ 20 năm")
    with pytest.raises(Refused):
        service.restrict(database, {"person": known, "reason": "sợ lộ chuyện phá thai"})


def test_it_leaves_locked_and_another_program_opens_it(database, known, tmp_path: Path):
    request = service.register_request(
        database,
        {
            "person": known,
            "kind": "access",
            "content": "Bản sao",
            "capacity": "self",
            "requester_name": "Giàng Thị Mỷ",
            "channel": "letter",
        },
    )
    done = export_record(database, known, tmp_path / "ho-so", request=request)
    assert done.passphrase
    assert "Mỷ".encode() not in done.file.read_bytes()
    with pyzipper.AESZipFile(done.file) as archive:
        archive.setpassword(done.passphrase.encode())
        assert sorted(archive.namelist()) == ["ho-so.json", "ho-so.pdf"]
        read = msgspec.json.decode(archive.read("ho-so.json"), type=PersonRecord)
        assert "Giàng Thị Mỷ" in text_of(archive.read("ho-so.pdf"))
    assert read.request == service.request_card(database, request).code


def test_who_has_not_the_right_gets_nothing(database, known, tmp_path: Path):
    staff.add_user(database, {"name": "Vàng Thị Máy", "login": "may", "role": "nurse"})
    nurse = next(row.id for row in staff.users(database) if row.login == "may")
    database.acting(Author(nurse, "A"))
    for way in (lambda: record_pdf(database, known), lambda: export_record(database, known, tmp_path / "x")):
        with pytest.raises(Refused) as refused:
            way()
        assert refused.value.code == "not_entitled"
    assert not list(tmp_path.glob("x*"))


def test_a_person_is_found_by_number_name_or_id(database, known):
    assert person_named(database, NUMBER) == known
    assert person_named(database, "Giang Thi My") == known
    assert person_named(database, known) == known
    with pytest.raises(Refused):
        person_named(database, "Nguyễn Văn Không")


def test_the_uses_are_those_that_hold_today(database, known):
    service.restrict(database, {"person": known, "scope": "family_sheet", "reason": "yêu cầu miệng"})
    uses = {use.purpose: use.allowed for use in uses_of(database, known)}
    assert uses["Khám, chữa bệnh, tiêm chủng, chăm sóc"] == "Có dùng"
    assert "hạn chế" in uses["In tóm tắt sức khỏe cho cả hộ"]
    assert "Chưa có sự đồng ý" in uses["Nghiên cứu khoa học"]
