"""What is photographed: each screen, in the states in which a nurse meets it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from station_app.app.opening import not_this_key, opening
from station_app.audit.screen import LogScreen
from station_app.backups import service as backups
from station_app.backups.screen import BackupsScreen, Doing, PrepareScreen
from station_app.exchange.screen.desk import ConflictDesk
from station_app.households import service as households
from station_app.households.service import HouseholdRow
from station_app.immunization import service as immunization
from station_app.people import service as people
from station_app.privacy import service as rights
from station_app.shell.trouble import TroublePage
from station_app.shell.widgets import Action
from station_app.store import audit
from station_app.store.alone import other_window
from station_app.store.audit_log import triggers
from station_app.store.database import Database
from station_app.store.drafts import drop_draft, keep_draft
from station_app.store.label import SCHEDULE
from station_app.visits import service as visits
from tests.elsewhere import Elsewhere
from tests.screenshots import Camera, Scene


def full_house(database: Database) -> HouseholdRow:
    """The household with the most people."""
    return max(households.list_households(database, limit=500), key=lambda row: row.people)


def today(camera: Camera, database: Database) -> None:
    """Two wait, two PCs disagree about a birth date, and a form was left open."""
    members = households.household_card(database, full_house(database).id).members
    visits.receive(database, person=members[1].person, reason="Đau đầu, chóng mặt", confirmed=True)
    visits.receive(database, person=members[5].person, reason="Ho, sốt từ hôm qua", confirmed=True)
    opened = database.opened("person", members[2].person)
    for day in ("1989-11-08", "1989"):
        people.correct_person(database, members[2].person, {"birth_date": day}, "giấy khai sinh", [opened])
    keep_draft(database, "household/new", {"hamlet": "Bản Dền", "members.0.full_name": "Giàng A Pó"})
    camera.window.go("people")
    camera.at("today", "today")
    drop_draft(database, "household/new")


def lists(camera: Camera, database: Database) -> None:
    camera.at("people", "people")
    camera.at("households", "households")
    hamlet = households.hamlets(database)[0].hamlet
    camera.at(f"households?hamlet={hamlet}", "households-hamlet")


def search(camera: Camera, database: Database) -> None:
    camera.window.top.search.bring()
    QTest.keyClicks(camera.window.top.search, "lo thi")
    camera.take("search")
    camera.window.top.search.clear()
    camera.window.top.search.list.hide()


def household(camera: Camera, database: Database) -> None:
    row = full_house(database)
    camera.at(f"household/{row.id}", "household")
    camera.window.shown.open_preview()  # type: ignore[union-attr]
    camera.settle()
    camera.take("household-print")
    camera.at(f"household/{row.id}?round={row.hamlet}", "household-round")


def person(camera: Camera, database: Database) -> None:
    member = households.household_card(database, full_house(database).id).members[0]
    camera.at(f"person/{member.person}", "person")
    camera.at(f"person/{member.person}/history", "person-history")
    camera.at(f"person/{member.person}/edit", "person-edit")
    child = next(
        line.person for line in immunization.due_list(database, database.clock.today()).lines if line.overdue
    )
    camera.at(f"person/{child}", "child")
    camera.at(f"person/{child}/doses", "child-doses")
    camera.at("person/new?name=Giàng Thị Mỷ", "person-new")


def registering(camera: Camera, database: Database) -> None:
    camera.window.go("household/new?hamlet=Bản Dền")
    camera.settle()
    form = camera.window.shown.form  # type: ignore[union-attr]
    form.fields["house_number"].set_value("12")
    head = form.members[0].fields
    head["full_name"].set_value("Nông Minh Cường")
    head["birth_date"].restore("1959")
    head["sex"].set_value("male")
    second = form.add_member()
    second.fields["full_name"].focus()
    camera.settle()
    camera.take("household-new")
    form.clear()
    camera.window.shown.entering.end()  # type: ignore[union-attr]
    row = full_house(database)
    camera.at(f"household/{row.id}/add", "member-new")
    camera.at(f"household/{row.id}/edit", "household-edit")


def desk(camera: Camera, database: Database) -> None:
    """Two PCs disagreed about many birth years after a list was typed twice, about one withdrawn illness, and
    wrote one dose each."""
    rows = households.list_households(database, limit=12)
    members = [households.household_card(database, row.id).members[0].person for row in rows]
    elsewhere = Elsewhere(database)
    for at, person in enumerate(members):
        elsewhere.disagree(person, f"{1950 + at}", f"{1951 + at}-03-0{1 + at % 9}")
    elsewhere.withdrawn(members[0])
    elsewhere.dose_twice()
    camera.at(f"desk/conflicts?person={members[0]}", "desk")
    screen = camera.window.shown
    assert isinstance(screen, ConflictDesk)
    birth = next(card for card in screen.cards if card.field == "birth_date")
    screen.list.choose(screen.cards.index(birth))
    camera.take("desk-birth")
    QTest.keyClick(screen.list.view, Qt.Key.Key_2)
    camera.take("desk-decided")
    birth = next(card for card in screen.cards if card.field == "birth_date")
    screen.list.choose(screen.cards.index(birth))
    camera.settle()
    camera.window.heading.buttons[0].click()
    camera.take("desk-together")
    screen.list.choose(next(at for at, card in enumerate(screen.cards) if card.twice))
    screen._one_by_one()
    camera.take("desk-doses")


def quarantine(camera: Camera, database: Database) -> None:
    """Three rows wait at the warehouse; one was put right since."""
    Elsewhere(database).held([row.id for row in households.list_households(database, limit=2)])
    camera.at("desk/quarantine", "quarantine")
    camera.at("warehouse", "warehouse")
    camera.at("warehouse/usb", "warehouse-usb")
    camera.at("warehouse/relay", "warehouse-relay")


def privacy(camera: Camera, database: Database) -> None:
    """Four people asked for something: late, nearly late, to be decided, to be carried out."""
    people_of = [
        households.household_card(database, row.id).members[0]
        for row in households.list_households(database, limit=4)
    ]
    asked = (
        ("access", "2026-11-06", "Xin bản sao toàn bộ hồ sơ để đi khám ở tỉnh khác"),
        ("correction", "2026-11-20", "Ngày sinh trên sổ sai, đúng theo giấy khai sinh"),
        ("withdrawal", "2026-11-19", "Thôi cho dùng tên và ảnh trong truyền thông"),
        ("deletion", "2026-11-12", "Xoá hết dữ liệu của tôi, tôi chuyển đi nơi khác"),
    )
    requests = []
    for member, (kind, day, content) in zip(people_of, asked, strict=True):
        values = {
            "person": member.person,
            "kind": kind,
            "content": content,
            "capacity": "self",
            "requester_name": member.full_name,
            "requester_address": rights.address_of(database, member.person),
            "channel": "in_person",
            "received_on": day,
        }
        requests.append(rights.register_request(database, values, confirmed=True))
    for request in (requests[0], requests[2], requests[3]):
        rights.acknowledge(database, request, database.clock.today())
    rights.decide(database, requests[3], "partly", "hồ sơ bệnh án còn trong thời hạn lưu")
    person = people_of[2].person
    proof: dict[str, str | bool] = {
        "told_sensitive": True,
        "by_person": True,
        "evidence": "paper",
        "evidence_place": "cặp 3, tủ 1",
    }
    for purpose in ("publicity", "teaching"):
        rights.record_consent(database, {"person": person, "purpose": purpose, **proof})
    rights.restrict(database, {"person": person, "scope": "family_sheet", "reason": "nói tại trạm"})
    camera.at("today", "today-requests")
    camera.at("privacy", "privacy")
    camera.at(f"privacy/{requests[0]}", "privacy-decide")
    camera.at(f"privacy/{requests[1]}", "privacy-acknowledge")
    camera.at(f"privacy/{requests[3]}", "privacy-deletion")
    camera.at(f"person/{person}/privacy", "person-rights")
    camera.window.shown._made[4]._agree()  # type: ignore[union-attr]
    camera.take("person-consent")
    camera.at(f"privacy/new?person={person}", "privacy-new")
    camera.window.shown.entering.end()  # type: ignore[union-attr]


def log(camera: Camera, database: Database) -> None:
    """What all these pictures left in the audit log, a refusal too; sound, then with an entry changed."""
    audit.refused(database, audit.Action.EXPORTED, entity="station", detail="export")
    camera.at("audit", "audit")
    screen = camera.window.shown
    assert isinstance(screen, LogScreen)
    screen.check()
    camera.take("audit-sound")
    with database._writer.begin() as connection:
        for name in triggers():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_entry SET user = '' WHERE number = 9")
    screen.check()
    camera.take("audit-changed")


def saving(camera: Camera, database: Database) -> None:
    """No backup yet, then one on the PC's own disk that was tried out, and preparing a stick."""
    doing = Doing(lambda done: None, lambda done: None, lambda: None, True, lambda: None)
    camera.window.register("backups", lambda frame: BackupsScreen(frame, database, doing))
    camera.window.register("backups/prepare", lambda frame: PrepareScreen(frame, database))
    camera.at("backups", "backups-none")
    made = backups.make(database, SCHEDULE)
    backups.note_drill(
        database, made.row.folder, backup_at=made.row.made_at, seconds=12, records=made.row.records,
        gained=0, match=True, words="khớp; từ đó đến nay chưa có gì mới",
    )  # fmt: skip
    camera.at("backups", "backups")
    camera.at("backups/prepare", "backups-prepare")


def openings(camera: Camera, database: Database) -> None:
    """Two of the pages that may stand where the sign-in would be."""
    for name, trouble in (("opening-damaged", not_this_key()), ("opening-second", other_window())):
        told = opening(trouble)
        actions = [Action(told.step.value, lambda: None, icon="undo"), Action("Thử lại", lambda: None, "F5")]
        page = TroublePage("Trạm Y tế xã Mường Hoa", trouble, told.spoken, actions, safe=told.safe)
        camera.window.cover(page)
        page.begin()
        camera.take(name)
    camera.window.uncover()


SCENES: tuple[Scene, ...] = (
    today,
    lists,
    search,
    household,
    person,
    registering,
    desk,
    quarantine,
    privacy,
    saving,
    openings,
    log,
)
