"""What the nurse is doing when the PC dies: a save, a dose, a household, a list, news from the others."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from station_app.demo.population import population
from station_app.households import service as households
from station_app.households.service import intake
from station_app.immunization import service as immunization
from station_app.people import service as people
from station_app.people.model import Person
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf
from sync import clock
from sync.change import Change, Transaction
from tests.crash.ground import Place, family, founded
from tests.crash.judge import examined
from tests.crash.life import UNTOLD, Life
from tests.demo.excel_list import rows_of, vn_excel_list

NEWCOMER = {"full_name": "Sùng A Lử", "birth_date": "1971", "phone": "0912000222"}
ROWS, TAKEN = 22, (0, 21)
"""Two pieces of the import, of which the first takes 20 rows; somebody goes in with each."""
FORM = "person/new"
ELSEWHERE, THEIR_NURSE = "k7qmnearby", "019b0000-0000-7000-8000-00000000feed"
THEIR_PERSON = "019b2222-0000-7000-8000-000000000001"


def prepare(folder: Path) -> None:
    """A family, and the log folded."""
    founded(folder)


def open_and_close(folder: Path, life: Life) -> None:
    """Making the connections ready, asking whether all is as it was left, and noting how far it came."""
    place = Place(folder)
    with life.counted(), place.opened():
        life.said("opened")


def judge_opening(folder: Path, said: list[str]) -> None:
    with examined(Place(folder)) as database:
        assert len(people_in(database)) == 3


def prepare_draft(folder: Path) -> None:
    """A newcomer who is half typed."""
    prepare(folder)
    with Place(folder).opened() as database:
        DraftShelf(database).keep(FORM, NEWCOMER)
        database.fold_log()


def keep_draft(folder: Path, life: Life) -> None:
    with Place(folder).opened() as database, life.counted():
        DraftShelf(database).keep(FORM, NEWCOMER | {"note": "gõ thêm"})
        life.said(FORM)


def judge_draft(folder: Path, said: list[str]) -> None:
    """The one of before or the one of now, whole."""
    with examined(Place(folder)) as database:
        kept = DraftShelf(database).kept(FORM)
        assert kept
        assert kept.fields == NEWCOMER | ({"note": "gõ thêm"} if said or "note" in kept.fields else {})


def save(folder: Path, life: Life) -> None:
    with Place(folder).opened() as database, life.counted():
        with DraftShelf(database).leaving(FORM):
            person = people.register_person(database, NEWCOMER)
        life.said(person)


def judge_save(folder: Path, said: list[str]) -> None:
    with examined(Place(folder)) as database:
        found = people_in(database)
        assert set(said) <= found
        assert len(found) in (3, 4)
        assert bool(DraftShelf(database).kept(FORM)) == (len(found) == 3), "saved, and still offered"
        again = people.register_person(database, NEWCOMER, confirmed_doubts=True)
        assert people_in(database) == {*found, again}


def dose(folder: Path, life: Life) -> None:
    child = Place(folder).facts["child"]
    with Place(folder).opened() as database, life.counted():
        life.said(_inject(database, child))


def judge_dose(folder: Path, said: list[str]) -> None:
    child = Place(folder).facts["child"]
    with examined(Place(folder)) as database:
        found = [one.id for one in immunization.antigen_row(database, child, _today(database)).doses]
        assert set(said) <= set(found)
        assert len(found) <= 1
        _is_due(database, child, awaited=not found)
        if not found:
            _inject(database, child)
            _is_due(database, child, awaited=False)


def household(folder: Path, life: Life) -> None:
    with Place(folder).opened() as database, life.counted():
        life.said(households.register_household(database, *family("Hang Đá"), confirmed_doubts=True))


def judge_household(folder: Path, said: list[str]) -> None:
    with examined(Place(folder)) as database:
        houses = {one.hamlet: one.households for one in households.hamlets(database)}
        whole = houses.get("Hang Đá", 0)
        assert whole in (0, 1)
        assert len(people_in(database)) == 3 + 3 * whole, "a house without its people, or people without it"
        for one in said:
            assert len(households.household_card(database, one).members) == 3
        households.register_household(database, *family("Hang Đá"), confirmed_doubts=True)
        assert len(people_in(database)) == 6 + 3 * whole


def prepare_list(folder: Path) -> None:
    """A list of which most rows are refused, so that two pieces of it are soon visited."""
    prepare(folder)
    rows = rows_of(population(3, ROWS, as_of=date(2026, 11, 21)), ROWS)
    spoiled = [row if at in TAKEN else (*row[:2], "không rõ", *row[3:]) for at, row in enumerate(rows)]
    vn_excel_list(folder / "list.xlsx", spoiled)


def read_list(folder: Path, life: Life) -> None:
    with Place(folder).opened() as database, life.counted():
        life.said(intake.read_list(database, folder / "list.xlsx").import_id)


def prepare_import(folder: Path) -> None:
    prepare_list(folder)
    read_list(folder, UNTOLD)


def import_list(folder: Path, life: Life) -> None:
    """What was said is how many rows had gone in."""
    with Place(folder).opened() as database:
        (waiting,) = intake.unfinished(database)
        with life.counted():
            intake.commit(database, waiting.import_id, lambda done, _: bool(life.said(str(done))) or True)


def judge_import(folder: Path, said: list[str]) -> None:
    with examined(Place(folder)) as database:
        waiting = intake.unfinished(database)
        assert len(waiting) <= 1
        if said and waiting:
            assert said[-1] == waiting[0].import_id or int(said[-1]) <= waiting[0].done
        preview = intake.read_list(database, folder / "list.xlsx")
        done = intake.commit(database, preview.import_id)
        assert done.finished
        assert len(people_in(database)) == 3 + done.people == 3 + preview.accepted


def take_in(folder: Path, life: Life) -> None:
    place = Place(folder)
    with place.opened() as database:
        arrived = _arrived(database, place.facts["mother"])
        with life.counted():
            with database.taking_in() as taking:
                taking.take([arrived])
            life.said(ELSEWHERE)


def judge_taking_in(folder: Path, said: list[str]) -> None:
    place = Place(folder)
    with examined(place) as database:
        came = THEIR_PERSON in people_in(database)
        assert came or not said
        phone = people.person_card(database, place.facts["mother"]).phone
        assert (phone == "0987654321") == came, "half of a transaction"
        with database.taking_in() as taking:
            taking.take([_arrived(database, place.facts["mother"])])
        assert THEIR_PERSON in people_in(database)


def prepare_unfolded(folder: Path) -> None:
    """Saves that lie in the log alone, as a power cut leaves them."""
    place = founded(folder)
    with place.opened() as database:
        place.note(newcomer=people.register_person(database, NEWCOMER))
        log = place.file.with_name(f"{place.file.name}-wal")
        kept = log.read_bytes()
        before = place.file.read_bytes()
    place.file.write_bytes(before)
    log.write_bytes(kept)


def fold(folder: Path, life: Life) -> None:
    with Place(folder).opened() as database, life.counted():
        database.fold_log()
        life.said("folded")


def judge_fold(folder: Path, said: list[str]) -> None:
    with examined(Place(folder)) as database:
        assert Place(folder).facts["newcomer"] in people_in(database)
        database.fold_log()


def people_in(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(Person.id).where(Person.gone.is_(None))))


def _today(database: Database) -> date:
    return database.clock.today()


def _inject(database: Database, child: str) -> str:
    wanted = immunization.DoseToRecord(
        person=child, vaccine="PENTA", given_on="2026-11-21", lot="P7", expiry="2028-01-01"
    )
    return immunization.record_dose(database, wanted, confirmed=True)


def _is_due(database: Database, child: str, *, awaited: bool) -> None:
    """The due list is made in the transaction of the dose, and tells the same."""
    lines = immunization.due_list(database, _today(database)).lines
    due = {one.vaccine for line in lines if line.person == child for one in line.doses}
    assert ("PENTA" in due) == awaited, due


def _arrived(database: Database, mother: str) -> Transaction:
    read = dict(database.opened("person", mother).context)
    told = [
        Change("person", THEIR_PERSON, 1, {}, {"full_name": "Lý Tả Mẩy", "birth_date": "1999"}, {}),
        Change("person", mother, 1, read, {"phone": "0987654321"}, {}),
    ]
    hlc = clock.tick(0, 1_795_000_000_000)
    return Transaction(ELSEWHERE, 1, THEIR_NURSE, "Hang Đá", hlc, 420, None, told, hlc)
