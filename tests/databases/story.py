"""What a station has written by the time it is upgraded; run by an old release, which knows nothing of tests.

`python story.py HOME` founds the station, lives its story and leaves `expected.json` beside its files. Only
verbs that every release since 0.1.0 has are used. All people are invented."""

# It speaks to the program of its release, not to the present one.
# mypy: ignore-errors

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from station_app.app import home
from station_app.health_records import service as health
from station_app.households import service as households
from station_app.immunization import service as immunization
from station_app.people import service as people
from station_app.staff import service as staff
from station_app.store import accounts
from station_app.store.connection import connect
from station_app.store.database import Database
from station_app.store.drafts import keep_draft
from station_app.store.vault import FLOOR, Vault
from station_app.visits import service as visits
from sync import clock
from sync.change import Change, Transaction

HEAD, NURSE = ("hanh", "suối trong mường hoa"), ("lan", "đèo gió bản dền 7")
ELSEWHERE, THEIR_NURSE = "k7qmnearby", "019b0000-0000-7000-8000-00000000feed"
DAY = datetime(2026, 11, 21, 8, 0, tzinfo=timezone(timedelta(hours=7)))


class Clock:
    """Each reading is a second later than the one before."""

    def __init__(self) -> None:
        self.moment = DAY

    def now(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def today(self) -> Any:
        return self.moment.date()


def main(place: Path) -> None:
    time, province = Clock(), X25519PrivateKey.generate()
    facts = {
        "point_name": "Bản Dền",
        "province": "10",
        "province_key": province.public_key().public_bytes_raw().hex(),
    }
    made = home.found(
        place, code="12345", name="Trạm Y tế xã Mường Hoa", login=HEAD[0], password=HEAD[1],
        full_name="Nguyễn Thị Hạnh", provision=facts, cost=FLOOR, clock=time,
    )  # fmt: skip
    head = home.unlock(place, *HEAD, cost=FLOOR, clock=time)
    key = Vault.open(place, parameters=FLOOR).unlock(*HEAD)
    user = staff.add_user(head, {"name": "Lò Thị Lan", "login": NURSE[0], "role": "nurse"})
    accounts.link(head, NURSE[0], user)
    Vault.open(place, parameters=FLOOR).add_user(key, NURSE[0], "Lò Thị Lan", NURSE[1])
    mother, child = _a_family(head)
    _care(head, mother, child)
    _another_pc(head, mother)
    keep_draft(head, f"person/{mother}/edit", {"full_name": "Vàng Thị Mỷ", "phone": "0912 000 1"})
    head.close()
    nurse = home.unlock(place, *NURSE, cost=FLOOR, clock=time)
    keep_draft(nurse, "person/new", {"full_name": "Sùng A Lử", "birth_date": "1971"})
    nurse.close()
    _packed(place, key)
    secrets = {"recovery_code": made.recovery_code, "province_key": province.private_bytes_raw().hex()}
    told = json.dumps(secrets | _told(place, key), ensure_ascii=False, indent=1)
    (place / "expected.json").write_text(told, "utf-8")


def _a_family(database: Database) -> tuple[str, str]:
    insured = {"type": "MA_THE_BHYT", "value": "GD4010123456789", "valid_to": "2026-12-31"}
    members = [
        households.NewMember("00", values={"full_name": "Giàng A Páo", "birth_date": "1980", "sex": "male"}),
        households.NewMember(
            "01",
            values={
                "full_name": "Vàng Thị Mỷ",
                "birth_date": "1982-03-09",
                "sex": "female",
                "phone": "0912000111",
            },
            identifiers=[insured],
        ),
        households.NewMember(
            "02", values={"full_name": "Giàng Thị Sua", "birth_date": "2026-09-01", "sex": "female"}
        ),
    ]
    house = households.register_household(database, {"hamlet": "Bản Dền"}, members, confirmed_doubts=True)
    card = households.household_card(database, house)
    by_name = {member.full_name: member.person for member in card.members}
    return by_name["Vàng Thị Mỷ"], by_name["Giàng Thị Sua"]


def _care(database: Database, mother: str, child: str) -> None:
    for vaccine, lot in (("BCG", "B12"), ("HEPB", "H7")):
        wanted = immunization.DoseToRecord(person=child, vaccine=vaccine, given_on="2026-09-02", lot=lot)
        dose = immunization.record_dose(database, wanted, confirmed=True)
    immunization.correct_dose(database, dose, {"lot": "H8"}, reason="đọc lại vỏ hộp")
    wanted = immunization.DoseToRecord(person=child, vaccine="OPV", given_on="2026-11-10", lot="P3")
    immunization.withdraw_dose(
        database, immunization.record_dose(database, wanted, confirmed=True), "nhập nhầm"
    )
    for values in (
        {"reason": "Sốt, ho", "diagnosis": "Viêm họng cấp", "icd10_main": "J02.9", "temperature": "38.5"},
        {
            "reason": "Tái khám",
            "diagnosis": "Nhiễm HIV",
            "icd10_main": "B24",
            "treatment": "ARV, hẹn một tháng",
        },
    ):
        visits.record_visit(database, {"person": mother, **values}, confirmed=True)
    visits.receive(database, person=child, reason="Khám trẻ", confirmed=True)
    health.add_allergy(database, person=mother, kind="drug", substance="Penicillin", severity="severe")
    health.add_condition(database, person=mother, icd10="I10", name="Tăng huyết áp", since="2019")
    health.add_condition(database, person=mother, icd10="F32", name="Trầm cảm", note="theo dõi hằng tháng")
    health.add_risk_factor(database, person=mother, kind="tobacco", note="không hút")
    people.correct_person(database, mother, {"occupation": "Làm ruộng"}, "hỏi lại")


def _another_pc(database: Database, mother: str) -> None:
    """What another PC wrote without having seen our correction: a question for a person."""
    read = dict(database.opened("person", mother).context)
    people.correct_person(database, mother, {"birth_date": "1982-03-10"}, "sổ hộ khẩu")
    with database.reading() as session:
        (hlc,) = database.raw(session).execute("SELECT hlc FROM sync_self").fetchone()
    hlc = clock.tick(int(hlc), clock.wall_ms(int(hlc)) + 60_000)
    said = [
        Change("user", THEIR_NURSE, 1, {}, {"name": "ĐD. Giàng A Páo", "login": "pao", "role": "nurse"}, {}),
        Change("person", mother, 1, read, {"birth_date": "1982-08-09"}, {}),
    ]
    with database.taking_in() as intake:
        intake.take(
            [Transaction(ELSEWHERE, 1, THEIR_NURSE, "Hang Đá", hlc, 420, "giấy khai sinh", said, hlc)]
        )


def _packed(place: Path, key: bytes) -> None:
    connection = connect(place / home.FILE, key)
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()


def _told(place: Path, key: bytes) -> dict[str, Any]:
    """All that an upgrade must bring along, as the old program itself reads it."""
    connection = connect(place / home.FILE, key, read_only=True)

    def rows(sql: str) -> list[dict[str, Any]]:
        found = connection.execute(sql)
        names = [column[0] for column in found.description]
        return [
            {n: v.hex() if isinstance(v, bytes) else v for n, v in zip(names, row, strict=True)}
            for row in found
        ]

    records = {entity: rows(f'SELECT * FROM "{entity}" ORDER BY id') for entity in home.CATALOGUE.entities}
    for row in (row for table in records.values() for row in table):
        del row["sync_meta"]
    told = {
        "key": key.hex(),
        "records": records,
        "drafts": rows("SELECT user, address, fields, at FROM draft ORDER BY address"),
        "questions": rows("SELECT entity, record FROM sync_question ORDER BY entity, record"),
        "outbox": rows("SELECT seq, hash FROM sync_outbox ORDER BY seq"),
        "history": rows("SELECT count(*) AS count FROM sync_history"),
        "digests": rows("SELECT * FROM sync_digest ORDER BY 1, 2"),
        "self": rows("SELECT device, seq, head, hlc FROM sync_self"),
        "accounts": rows("SELECT login, user FROM account ORDER BY login"),
    }
    connection.close()
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]))
