"""The demo's story: two PCs of one station, apart and together again, and what the province receives."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from station_app.app import home, summary
from station_app.common.errors import Refused
from station_app.demo.load import load
from station_app.demo.population import population
from station_app.demo.server import Warehouse
from station_app.exchange import service as exchange
from station_app.households import service as households
from station_app.households.service import NewMember
from station_app.immunization import service as immunization
from station_app.people import service as people
from station_app.privacy import service as privacy
from station_app.store.database import Database
from station_app.store.inspection import inspect
from station_app.store.settling import settle
from station_app.store.vault import USUAL

CODE, NAME = "12345", "Trạm Y tế xã Mường Hoa"
LOGIN, PASSWORD = "demo", "gà rừng uống nước suối tím"
MARKER = "demo.json"
AS_OF = date(2026, 11, 21)
SEED = 20261121
Say = Callable[[str], None]


@dataclass(slots=True)
class Told:
    """Where everything lies and what the story found."""

    folder: Path
    seconds: float = 0.0
    data: dict[str, Any] = field(default_factory=dict)
    places: tuple[tuple[str, str], ...] = ()
    """(name, address) of the screens worth a look"""


def prepare(folder: Path) -> None:
    """An empty folder; an earlier demo is replaced, anything else is left alone and refused."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise Refused(f"Thư mục {folder} đang chứa thứ khác. Chọn thư mục trống.", "folder")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(json.dumps({"made_by": "station demo"}), "utf-8")


def tell(folder: Path, warehouse: Warehouse, *, people_count: int, say: Say) -> Told:
    """Runs the story against a running warehouse and leaves its papers in `folder`."""
    started = time.monotonic()
    told = Told(folder)
    a = _station(folder / "may-a", warehouse, "Trung tâm xã", say)
    b = _station(folder / "may-b", warehouse, "Bản Dền", say)
    try:
        _fill(a, people_count, say)
        _meet(a, b, say)
        _live(a, b, say)
        told.places = _places(a)
        _papers(a, folder, told, say)
        told.data["receipts"] = _receipts(folder, {"may-a": a, "may-b": b})
    finally:
        a.close()
        b.close()
    told.seconds = time.monotonic() - started
    told.data |= {"folder": str(folder), "seconds": round(told.seconds, 1)}
    return told


def _station(place: Path, warehouse: Warehouse, point: str, say: Say) -> Database:
    full_name = f"YS. Hạnh ({point})"
    home.found(place, code=CODE, name=NAME, login=LOGIN, password=PASSWORD, full_name=full_name, cost=USUAL)
    database = home.unlock(place, LOGIN, PASSWORD)
    exchange.enroll(database, warehouse.url, warehouse.enrolment_code(CODE, point))
    database.close()
    say(f"Đã tạo và ghi danh máy ở điểm trạm {point}.")
    return home.unlock(place, LOGIN, PASSWORD)


def _fill(a: Database, count: int, say: Say) -> None:
    commune = population(SEED, people=count, as_of=AS_OF)
    total = load(a, commune.tables())
    say(f"Đã nạp xã mẫu: {count} người, {total} bản ghi (không có người thật nào).")


def _meet(a: Database, b: Database, say: Say) -> None:
    for name, database in (("A", a), ("B", b)):
        outcome = exchange.synchronise(database)
        say(
            f"Máy {name}: gửi {outcome.acknowledged}, nhận {outcome.received} thay đổi. "
            f"{exchange.in_words(exchange.line_state(database))}."
        )


def _live(a: Database, b: Database, say: Say) -> None:
    """A household registered on one PC is found on the other; a true conflict is settled once."""
    household = households.register_household(
        a,
        {"hamlet": "Bản Dền", "address": "Bản Dền, xã Mường Hoa"},
        [
            NewMember("00", values={"full_name": "Vừ A Páo", "sex": "male", "birth_date": "1986-02-14"}),
            NewMember("01", values={"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"}),
        ],
    )
    _meet(a, b, say)
    card = households.household_card(b, household, AS_OF)
    mother = card.members[1].person
    say(f"Hộ {card.code} ghi ở máy A đã thấy ở máy B: {', '.join(m.full_name for m in card.members)}.")
    people.correct_person(
        a, mother, {"phone": "0900000001", "birth_date": "1988-03-09"}, reason="giấy khai sinh"
    )
    people.correct_person(
        b, mother, {"email": "my@example.vn", "birth_date": "1988-09-03"}, reason="căn cước"
    )
    for database in (a, b, a):
        exchange.synchronise(database)
    asked = [sorted(inspect(database, "person", mother).conflicts) for database in (a, b)]
    say("Hai máy sửa cùng một người khi xa nhau: điện thoại tự gộp, ngày sinh thành một câu hỏi.")
    settle(b, "person", mother, "birth_date", "1988-03-09")
    for database in (b, a):
        exchange.synchronise(database)
    left = [inspect(database, "person", mother).conflicts for database in (a, b)]
    if asked != [["birth_date"], ["birth_date"]] or left != [{}, {}]:
        raise AssertionError(f"the story went wrong: {asked} {left}")
    say("Quyết một lần ở máy B, máy A cũng hết câu hỏi.")
    _ask_for_rights(a, mother)
    say("Một người ở hộ mới đồng ý cho học viên xem, và xin bản sao hồ sơ: xem trang Quyền dữ liệu.")
    _leave_a_question(a, b, card.members[0].person)
    say("Để lại một câu hỏi khác ở trang Cần quyết: ngày sinh của Vừ A Páo.")


def _ask_for_rights(a: Database, mother: str) -> None:
    """Something in the register of requests, and a consent with its proof."""
    privacy.record_consent(
        a,
        {
            "person": mother,
            "purpose": "teaching",
            "by_person": True,
            "told_sensitive": True,
            "evidence": "paper",
            "evidence_place": "cặp 1, tủ trưởng trạm",
        },
    )
    privacy.register_request(
        a,
        {
            "person": mother,
            "kind": "access",
            "content": "Xin bản sao hồ sơ để đi khám ở tỉnh khác",
            "capacity": "self",
            "requester_name": "Giàng Thị Mỷ",
            "requester_address": privacy.address_of(a, mother),
            "channel": "in_person",
        },
    )


def _leave_a_question(a: Database, b: Database, father: str) -> None:
    """Something to try the desk on."""
    people.correct_person(a, father, {"birth_date": "1986-12-04"}, reason="giấy khai sinh")
    people.correct_person(b, father, {"birth_date": "1986-04-12"}, reason="căn cước")
    for database in (a, b, a):
        exchange.synchronise(database)


def _places(a: Database) -> tuple[tuple[str, str], ...]:
    """The board, a house with children, a child due for a dose, the lists, the desk, the line."""
    immunization.refresh_due(a, a.clock.today())
    child = immunization.due_list(a, a.clock.today(), limit=1).lines[0].person
    home_of = households.household_of(a, child)
    return (
        ("hom-nay", "today"),
        ("ho-gia-dinh", "households"),
        ("mot-ho", f"household/{home_of}"),
        ("nguoi-dan", "people"),
        ("mot-nguoi", f"person/{child}"),
        ("ghi-mui-tiem", f"person/{child}/dose"),
        ("tiem-chung", "immunization"),
        ("kham-benh", "visits"),
        ("quyen-du-lieu", "privacy"),
        ("can-quyet", "desk/conflicts"),
        ("kho-tinh", "warehouse"),
    )


def _papers(a: Database, folder: Path, told: Told, say: Say) -> None:
    papers = folder / "ban-in"
    papers.mkdir()
    hamlet = households.hamlets(a)[0].hamlet
    pdf, count = summary.hamlet(a, hamlet, limit=20)
    (papers / "tom-tat-mot-ban.pdf").write_bytes(pdf)
    one = households.list_households(a, hamlet=hamlet, limit=1)[0]
    (papers / f"ho-{one.code}.pdf").write_bytes(summary.household_by_code(a, one.code))
    told.data["papers"] = sorted(str(path) for path in papers.iterdir())
    say(f"Đã in bản tóm tắt của {count} hộ vào {papers}.")


def _receipts(folder: Path, stations: dict[str, Database]) -> list[str]:
    place = folder / "bien-nhan"
    place.mkdir()
    for name, database in stations.items():
        state = exchange.line_state(database)
        lines = [f"{line.taken_at}  {line.outcome}  {line.upto}" for line in exchange.receipts(database)]
        (place / f"{name}.txt").write_text("\n".join([exchange.in_words(state), *lines]) + "\n", "utf-8")
    return sorted(str(path) for path in place.iterdir())
