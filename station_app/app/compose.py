"""Puts the rooms into the window: places, rail, search, and what the bottom bar says."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from station_app.app import audit, glass, person_page, rights, search, summary, support
from station_app.app.keeping import Keeper
from station_app.app.listening import Listening
from station_app.app.printing import steps_of
from station_app.app.rooms import VERBS
from station_app.app.today import Today
from station_app.backups import screen as backups_screen
from station_app.backups.screen import BackupsScreen
from station_app.common.report import traced
from station_app.exchange import service as exchange
from station_app.exchange.screen import courier, desk, quarantine, relay, warehouse
from station_app.exchange.screen.courier import CourierScreen
from station_app.exchange.screen.desk import ConflictDesk
from station_app.exchange.screen.quarantine import QuarantineDesk
from station_app.exchange.screen.relay import RelayScreen
from station_app.exchange.screen.warehouse import WarehouseScreen
from station_app.exchange.worker import Exchanger
from station_app.health_records import screen as health_screen
from station_app.households import service as households
from station_app.households.screen.joining import AddMember
from station_app.households.screen.list import HouseholdList
from station_app.households.screen.page import HouseholdPage
from station_app.households.screen.register import CorrectHousehold, RegisterHousehold
from station_app.immunization import screen as immunization_screen
from station_app.people.screen.history import HistoryPart
from station_app.people.screen.list import PeopleList
from station_app.people.screen.page import PersonAction, PersonPage
from station_app.people.screen.register import CorrectPerson, RegisterPerson
from station_app.privacy import screen as privacy_screen
from station_app.shell.jobs import Steps
from station_app.shell.parts import Part, PartOffer
from station_app.shell.rail import Room
from station_app.shell.screen import Frame
from station_app.shell.window import Window
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.fault_log import keep_fault
from station_app.visits import screen as visits_screen

ROOMS = (
    Room("today", "Hôm nay", "home", "F2"),
    Room("households", "Hộ gia đình", "household", "F3"),
    Room("people", "Người dân", "people", "F4"),
    Room(visits_screen.ROOM_ADDRESS, "Khám bệnh", "visit", "F5"),
    Room(immunization_screen.ROOM_ADDRESS, "Tiêm chủng", "syringe", "F6"),
    Room(privacy_screen.ADDRESS, "Quyền dữ liệu", "shield", "F8", group=1),
    Room(desk.ADDRESS, "Cần quyết", "scales", "F9", group=1),
    Room(warehouse.ADDRESS, "Kho tỉnh", "warehouse", "F10", group=1),
)


def compose(
    window: Window, database: Database, exchanger: Exchanger, keeper: Keeper, restore: Callable[[], object]
) -> None:
    """Everything the signed-in person can open; nothing is sent or asked of the province by this."""
    sees = staff.may(database, staff.Right.SEE_CLINICAL)
    for room in ROOMS:
        if sees or room.address != visits_screen.ROOM_ADDRESS:
            window.add_room(room)
    window.register("today", lambda frame: Today(frame, database))
    _people(window, database, sees)
    _households(window, database)
    _privacy(window, database)
    _care(window, database)
    window.register(desk.ADDRESS, lambda frame: ConflictDesk(frame, database))
    window.register(quarantine.ADDRESS, lambda frame: QuarantineDesk(frame, database, VERBS, exchanger.now))
    window.register(
        warehouse.ADDRESS, lambda frame: WarehouseScreen(frame, database, exchanger.now, window.show_support)
    )
    window.register(courier.ADDRESS, lambda frame: CourierScreen(frame, database))
    window.register(relay.ADDRESS, lambda frame: RelayScreen(frame, database, exchanger.neighbours))
    _backups(window, database, keeper, restore)
    if staff.may(database, staff.Right.READ_AUDIT):
        audit.register(window, database)
    window.search_with(partial(search.find, database), search.newcomer)
    window.support = partial(support.bundle, database.path.parent, database)
    window.noted_fault = partial(_note_fault, window, database)
    Listening(window, database, exchanger, keeper)


def _note_fault(window: Window, database: Database, error: BaseException) -> None:
    """For the support bundle. Where even that fails there is nothing more to be told."""

    def keep() -> None:
        with suppress(Exception):
            keep_fault(database, traced(error))

    window.work.run(keep)


def _people(window: Window, database: Database, sees: bool) -> None:
    def people_list(frame: Window) -> PeopleList:
        return PeopleList(frame, database, lambda people: person_page.homes(database, list(people)))

    window.register("people", people_list)
    window.register("search", people_list)
    window.register("person/new", lambda frame: RegisterPerson(frame, database))
    window.register("person/*/edit", lambda frame: CorrectPerson(frame, database))
    parts = [
        PartOffer("Tổng quan", "", lambda frame: person_page.Timeline(frame, database)),
        *(visits_screen.offers(database, may_see_restricted=True) if sees else ()),
        *immunization_screen.offers(database),
        *(health_screen.offers(database, may_see_restricted=True) if sees else ()),
        *privacy_screen.offers(database, rights.papers(database)),
        PartOffer("Lịch sử sửa", "history", lambda frame: HistoryPart(frame, database)),
    ]
    actions = [
        PersonAction("Khám", "visits?person={person}", "Alt+K", "visit", tab="visits"),
        PersonAction("Ghi mũi tiêm", "person/{person}/dose", "Alt+T", "syringe", tab="doses"),
    ]
    if not staff.may(database, staff.Right.WRITE_CLINICAL):
        actions = []
    if staff.may(database, staff.Right.BREAK_GLASS) and not staff.may(database, staff.Right.SEE_RESTRICTED):
        actions.append(PersonAction("Mở khẩn", "person/{person}/break-glass", "Alt+M", "unlock"))
        window.register(glass.ADDRESS, lambda frame: glass.BreakGlass(frame, database))
    if staff.may(database, staff.Right.READ_AUDIT):
        window.register(glass.OPENINGS, lambda frame: glass.Openings(frame, database))
    about = partial(person_page.about, database)
    window.register("person", lambda frame: PersonPage(frame, database, about, parts, actions))


def _privacy(window: Window, database: Database) -> None:
    papers = rights.papers(database)
    window.register(privacy_screen.ADDRESS, lambda frame: privacy_screen.Register(frame, database, papers))
    window.register("privacy/new", lambda frame: privacy_screen.NewRequest(frame, database))
    window.register("privacy/*", lambda frame: privacy_screen.RequestPage(frame, database, papers))


def _care(window: Window, database: Database) -> None:
    def alerts(frame: Frame) -> Part:
        return health_screen.AlertStrip(frame, database, may_see_restricted=True)

    window.register(
        visits_screen.ROOM_ADDRESS,
        lambda frame: visits_screen.VisitsRoom(frame, database, may_see_restricted=True),
    )
    window.register(
        visits_screen.VISIT_ADDRESS,
        lambda frame: visits_screen.VisitScreen(frame, database, alerts, may_see_restricted=True),
    )
    window.register(
        immunization_screen.ROOM_ADDRESS,
        lambda frame: immunization_screen.VaccinationRoom(frame, database),
    )
    window.register(
        immunization_screen.DOSE_ADDRESS,
        lambda frame: immunization_screen.DoseScreen(frame, database, alerts),
    )


def _households(window: Window, database: Database) -> None:
    def page(frame: Window) -> HouseholdPage:
        notes = partial(person_page.notes, database)
        return HouseholdPage(frame, database, notes, partial(summary.household, database))

    def print_hamlet(hamlet: str) -> Steps:
        def count() -> int:
            return next((one.households for one in households.hamlets(database) if one.hamlet == hamlet), 0)

        return steps_of(lambda progress: summary.hamlet(database, hamlet, progress=progress), count)

    window.register("households", lambda frame: HouseholdList(frame, database, print_hamlet))
    window.register("household/new", lambda frame: RegisterHousehold(frame, database))
    window.register("household/*/edit", lambda frame: CorrectHousehold(frame, database))
    window.register("household/*/add", lambda frame: AddMember(frame, database))
    window.register("household", page)
    window.register("household-code", page)


def _backups(window: Window, database: Database, keeper: Keeper, restore: Callable[[], object]) -> None:
    doing = backups_screen.Doing(
        lambda done: keeper.make(done=done),
        keeper.drill,
        restore,
        staff.may(database, staff.Right.RESTORE),
        partial(exchange.gateway_time, database),
    )
    window.register(backups_screen.ADDRESS, lambda frame: BackupsScreen(frame, database, doing))
    window.register(
        backups_screen.PREPARE_ADDRESS, lambda frame: backups_screen.PrepareScreen(frame, database)
    )
