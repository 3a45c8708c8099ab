"""What other PCs of the station did meanwhile, written into one station's file as a round would bring it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from station_app.exchange.acknowledging import keep_verdict
from station_app.health_records.model import Condition
from station_app.immunization import service as immunization
from station_app.immunization.service import DoseToRecord
from station_app.people.model import Identifier, Person
from station_app.staff.service import name_of
from station_app.store.database import Database
from sync import clock
from sync.change import Change, Context, Transaction, Value
from sync.policy import LIFE

DEVICE, NURSE, POINT = "k7qmnearby", "019b0000-0000-7000-8000-00000000feed", "Hang Đá"


class Elsewhere:
    """A PC at another service point that has not heard of what this one wrote last."""

    def __init__(self, database: Database, device: str = DEVICE) -> None:
        self._database, self._device = database, device
        with database.reading() as session:
            row = database.raw(session).execute("SELECT hlc FROM sync_self").fetchone()
        self._hlc, self._seq = int(row[0]), 0
        if not name_of(database, {NURSE}):
            self.write("user", NURSE, {}, {"name": "ĐD. Giàng A Páo", "login": "pao", "role": "nurse"})

    def disagree(self, person: str, here: str, there: str) -> None:
        """A birth date, corrected here and there."""
        read = dict(self._database.opened("person", person).context)
        with self._database.writing(reason="sổ hộ khẩu") as session:
            session.get_one(Person, person).birth_date = here
        self.write("person", person, read, {"birth_date": there}, "giấy khai sinh")

    def withdrawn(self, person: str) -> None:
        """An illness that was withdrawn there and corrected here."""
        with self._database.writing() as session:
            illness = Condition(person=person, name="Hen phế quản", since="2019", status="active")
            session.add(illness)
        read = dict(self._database.opened("condition", illness.id).context)
        with self._database.writing(reason="khám lại") as session:
            session.get_one(Condition, illness.id).since = "2021"
        self.write("condition", illness.id, read, {LIFE: "gone: nhập nhầm người"}, "nhập nhầm người")

    def dose_twice(self) -> None:
        """One dose of a child, written here today and there yesterday."""
        today = self._database.clock.today()
        line = immunization.due_list(self._database, today).lines[0]
        due = line.doses[0]
        wanted = DoseToRecord(
            person=line.person,
            vaccine=due.vaccine,
            given_on=today.isoformat(),
            dose_number=due.dose_number,
            lot="AB1203",
        )
        immunization.record_dose(self._database, wanted, confirmed=True)
        values: dict[str, Value] = {
            "person": line.person,
            "vaccine": due.vaccine,
            "given_on": (today - timedelta(days=1)).isoformat(),
            "dose_number": due.dose_number,
            "lot": "AB1203",
        }
        self.write("dose", "019b2222-0000-7000-8000-000000000001", {}, values)

    def held(self, households: list[str]) -> None:
        """Rows that the warehouse could not use; the last was put right here since."""
        with self._database.writing() as session:
            people = session.query(Person).limit(2).all()
            wrong = [
                Identifier(
                    person=p.id, type="MA_THE_BHYT", value=f"GD401012345678{at}", valid_to="31/02/2026"
                )
                for at, p in enumerate(people)
            ]
            session.add_all(wrong)
        said = "Có giá trị đến: không phải là ngày có trên lịch (năm-tháng-ngày)."
        with self._database.taking_in() as intake:
            for one in wrong:
                keep_verdict(intake.raw, "identifier", one.id, said, 1)
            keep_verdict(intake.raw, "household", households[0], "Năm xét diện hộ: phải là số nguyên.", 1)
            self._enrolled(intake.raw)
        with self._database.writing(reason="xem lại thẻ") as session:
            session.get_one(Identifier, wrong[0].id).valid_to = "2026-12-31"

    def _enrolled(self, raw: Any) -> None:
        """The warehouse has acknowledged all that was written so far."""
        seq, head = raw.execute("SELECT seq, head FROM sync_self").fetchone()
        raw.execute(
            "INSERT INTO sync_line (id, gateway, gateway_key, scope, epoch, acknowledged, acknowledged_head)"
            " VALUES (1, 'https://kho.tinh.example', x'00', '99001', 'e', ?, ?)",
            (seq, head),
        )
        for hour, outcome in enumerate(("match", "waiting", "match")):
            at = f"2026-11-21T0{hour - 1}:30:00Z" if hour else "2026-11-20T10:30:00Z"
            receipt = {"upto": seq, "count": seq, "at": at}
            raw.execute(
                "INSERT INTO sync_receipt (taken_at, outcome, body) VALUES (?, ?, ?)",
                (at, outcome, json.dumps({"receipt": receipt, "differing": []})),
            )

    def write(
        self,
        entity: str,
        record: str,
        read: Context,
        values: Mapping[str, Value],
        reason: str | None = None,
    ) -> None:
        """As a transaction of the other PC arrives."""
        self._seq += 1
        self._hlc = clock.tick(self._hlc, clock.wall_ms(self._hlc) + 60_000)
        change = Change(entity, record, 1, read, dict(values), {})
        arrived = Transaction(
            self._device, self._seq, NURSE, POINT, self._hlc, 420, reason, [change], self._hlc
        )
        with self._database.taking_in() as intake:
            intake.take([arrived])
