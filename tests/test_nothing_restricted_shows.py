"""What somebody without the right finds of sealed records of all four categories: nothing, anywhere.

Every place of the window, every command and every sheet is taken from where it is registered. One that is new
fails here until it is visited. So is every table of the file, opened with the key that each account has."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from station_app.app import letters, person_record, search, summary
from station_app.app.compose import compose
from station_app.app.keeping import Keeper
from station_app.cli.commands import ALL
from station_app.cli.main import main
from station_app.cli.parser import parser
from station_app.common.errors import Refused, Unavailable, Waiting
from station_app.exchange.worker import Exchanger
from station_app.shell import theme, translations
from station_app.shell.window import Window
from station_app.shell.work import Work
from station_app.store.database import Database
from sync.sealed import MARK
from sync.short import short
from tests.fingers import Fingers
from tests.paper.reading import words
from tests.sealed_station import NURSE, SIGNS, SealedStation, sealed_station
from tests.tree import ROOT

PLACES: dict[str, tuple[str, ...]] = {
    "today": ("today",),
    "people": ("people",),
    "search": ("search?query=zebra", "search?query=HIV"),
    "person/new": ("person/new",),
    "person/*/edit": ("person/{person}/edit",),
    "person": ("person/{person}",),
    "person/*/break-glass": ("person/{person}/break-glass",),
    "person/*/dose": ("person/{person}/dose",),
    "households": ("households", "households?hamlet=Bản Dền"),
    "household/new": ("household/new",),
    "household/*/edit": ("household/{household}/edit",),
    "household/*/add": ("household/{household}/add",),
    "household": ("household/{household}",),
    "household-code": ("household-code/{code}",),
    "visits": ("visits", "visits?person={person}"),
    "visit/*": ("visit/{hiv}", "visit/{violence}", "visit/{became}", "visit/{waiting}"),
    "immunization": ("immunization",),
    "desk/conflicts": ("desk/conflicts", "desk/conflicts?person={person}"),
    "desk/quarantine": ("desk/quarantine",),
    "warehouse": ("warehouse",),
    "warehouse/usb": ("warehouse/usb",),
    "warehouse/relay": ("warehouse/relay",),
    "backups": ("backups",),
    "backups/prepare": ("backups/prepare",),
    "privacy": ("privacy",),
    "privacy/new": ("privacy/new",),
    "privacy/*": ("privacy/{hiv}",),
}
"""Pattern → addresses of it; `{person}` and others stand for what `facts` holds."""

COMMANDS: dict[str, tuple[str, ...]] = {
    "show": ("show visit {hiv}", "show condition {condition}", "show person {person}"),
    "list": (
        "list visit",
        "list condition",
        "list risk_factor",
        "list visit --query {person}",
        "list person",
    ),
    "new": ("new allergy person={person} kind=1 substance=Penicillin",),
    "set": ("set visit {hiv} note=x --reason x",),
    "settle": ("settle visit {hiv} diagnosis --value x",),
    "break-glass": ("break-glass --list", "break-glass {person}"),
    "digest": ("digest",),
    "print": ("print household {code} --out {out}/to.pdf",),
    "export": ("export person {person} --out {out}/ho-so.zip",),
    "import": ("import people {list} --dry-run",),
    "retention": ("retention",),
    "check": ("check",),
    "line": ("line",),
    "receipt": ("receipt",),
    "sync": ("sync",),
    "relay": ("relay --list",),
    "seed": ("seed {out}/khong-co",),
    "bundle": ("bundle export --out {out}",),
    "enroll": ("enroll --gateway http://127.0.0.1:9 --code 00000-00000",),
    "backup": ("backup {out}",),
    "drill": ("drill",),
    "user": ("user list",),
    "policy": ("policy show",),
    "password": ("password",),
    "key": ("key",),
    "audit": ("audit list", "audit verify"),
    "support": ("support --out {out}/ho-tro.txt",),
}
"""Command → what is asked of it. Codes do not matter, what is said does."""
ELSEWHERE = {
    "init": "makes a new station",
    "recover": "sets a password, before anything is opened",
    "restore": "puts a file in place, before anything is opened",
    "demo": "makes a station of its own",
}

SHEETS: dict[str, Callable[[Database, SealedStation], bytes]] = {
    "station_app/households/sheet": lambda database, at: summary.household(database, at.household),
    "station_app/privacy/sheet": lambda database, at: person_record.record_pdf(database, at.person),
}
"""Where sheets are drawn → one of them; a Refused is nothing, too."""
WITHOUT_RECORDS = {
    "station_app/exchange/sheet.py": "a receipt: counts and sums",
    "station_app/app/recovery_sheet.py": "a code",
    "station_app/audit/sheet.py": "the audit log, for the head alone; its table is looked through below",
}


@pytest.fixture(scope="module")
def station(tmp_path_factory) -> SealedStation:
    return sealed_station(tmp_path_factory.mktemp("sealed") / "tram")


@pytest.fixture
def nurse(station) -> Iterator[Database]:
    database = station.nurse()
    yield database
    database.close()


@pytest.fixture
def window(qtbot, nurse) -> Iterator[Window]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app)
    translations.install(app)
    work = Work()
    made = Window(work, nurse.clock)
    exchanger = Exchanger(nurse, work)
    compose(made, nurse, exchanger, Keeper(nurse, work), lambda: None)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()
    exchanger.close()
    work.close()


def facts(station: SealedStation, folder: Path) -> dict[str, str]:
    people = folder / "danh-sach.csv"
    people.write_text("Họ và tên,Ngày sinh,Giới tính,Thôn\nLò Văn Mới,1990,Nam,Bản Dền\n", "utf-8")
    return {
        "person": station.person,
        "household": station.household,
        "code": station.code,
        "became": station.became,
        "waiting": station.waiting,
        "condition": station.conditions["mental_health"],
        "out": str(folder),
        "list": str(people),
        **station.visits,
    }


def shown(part: QWidget) -> list[str]:
    """All that a part says to eyes, fingers and screen readers, in every role of its cells."""
    said = [part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle()]
    for name in ("text", "plainText", "title", "placeholderText", "currentText"):
        value = part.property(name)
        if isinstance(value, str):
            said.append(value)
    if isinstance(part, QAbstractItemView) and part.model() is not None:
        said += _cells(part.model())
    return [text for text in said if text]


def _cells(model: QAbstractItemModel) -> list[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    return [
        str(value)
        for row in range(min(model.rowCount(), 200))
        for column in range(model.columnCount())
        for role in roles
        if (value := model.data(model.index(row, column), role)) is not None
    ]


def written(file: Path) -> str:
    """All text of a file: a sheet, what lies in a bundle, or the bytes themselves."""
    if file.suffix == ".pdf":
        return words(file.read_bytes())
    if is_zipfile(file):
        with ZipFile(file) as bundle:
            return "\n".join(bundle.read(name).decode("utf-8", "replace") for name in bundle.namelist())
    return file.read_bytes().decode("utf-8", "replace")


def is_told(text: str) -> bool:
    return any(sign in text for sign in SIGNS)


def test_no_place_of_the_window_shows_anything(window, nurse, station, tmp_path):
    registered = {"/".join(pattern) for pattern in window._factories}
    assert registered <= PLACES.keys(), "a new place must be visited here"
    known, fingers, visited = facts(station, tmp_path), Fingers(), 0
    for pattern in sorted(registered):
        addresses = [address.format(**known) for address in PLACES[pattern]]
        if pattern == "person":
            window.go(addresses[0])
            tabs = [offer.name for offer in window.shown._offers]
            addresses = [f"{addresses[0]}/{name}" if name else addresses[0] for name in tabs]
        for address in addresses:
            assert window.go(address), address
            fingers.rest(window.work)
            QApplication.processEvents()
            told = [text for part in (window, *window.findChildren(QWidget)) for text in shown(part)]
            assert told
            assert not [text for text in told if is_told(text)], address
            visited += 1
    assert visited >= len(registered)


@pytest.mark.parametrize("asked", ["zebra", "HIV", "B20", "trầm cảm", "Giàng", "phá thai"])
def test_no_search_finds_anything(nurse, asked):
    assert not is_told(repr(list(search.find(nurse, asked))))


def test_no_command_says_anything(nurse, station, tmp_path, monkeypatch):
    """What a command answers is its data (`--json`) and its words; a refusal says its reason."""
    monkeypatch.setenv("STATION_PASSWORD", NURSE)
    commands = {command.name: command for command in ALL}
    assert commands.keys() <= COMMANDS.keys() | ELSEWHERE.keys(), "a new command must be asked here"
    known, asked = facts(station, tmp_path), 0
    for name in sorted(commands.keys() & COMMANDS.keys()):
        for line in COMMANDS[name]:
            arguments = [part.format(**known) for part in line.split()]
            options = parser().parse_args(["--home", str(station.place), "--user", "hanh", *arguments])
            try:
                answer = commands[name].work(nurse if commands[name].needs_station else None, options)
                said = json.dumps(answer.data, ensure_ascii=False, default=str) + answer.words
            except (Refused, Unavailable, Waiting) as error:
                said = f"{error} {vars(error)}"
            assert not is_told(said), line
            asked += 1
    assert asked >= len(commands.keys() & COMMANDS.keys())
    made = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.suffix == ".pdf" for file in made)
    for file in made:
        assert not is_told(written(file)), file.name


def test_the_command_line_itself_refuses_what_is_sealed(station, monkeypatch, capsys):
    monkeypatch.setenv("STATION_PASSWORD", NURSE)
    base = ["--home", str(station.place), "--user", "hanh"]
    for form in ([], ["--json"]):
        assert main([*base, "show", "visit", station.visits["hiv"], *form]) == 3
        said = capsys.readouterr()
        assert not is_told(said.out + said.err)


def test_no_sheet_prints_anything(nurse, station):
    drawn = {
        str(path.relative_to(ROOT))
        for pattern in ("station_app/*/sheet", "station_app/*/sheet.py", "station_app/**/*_sheet.py")
        for path in ROOT.glob(pattern)
    }
    assert drawn <= SHEETS.keys() | WITHOUT_RECORDS.keys(), "a new sheet must be drawn here"
    for where in sorted(drawn & SHEETS.keys()):
        try:
            pdf = SHEETS[where](nurse, station)
        except Refused:
            continue
        text = words(pdf)
        assert text
        assert not is_told(text), where
    with pytest.raises(Refused):
        letters.answer(nurse, station.visits["hiv"])


def test_the_sheet_of_a_household_keeps_silent_even_for_the_head(station):
    head = station.head()
    assert not is_told(words(summary.household(head, station.household)))
    assert is_told(words(person_record.record_pdf(head, station.person)))  # it is theirs, and handed to them
    head.close()


def test_no_table_of_the_file_holds_anything(nurse, station):
    """What remains: ids, author, point, device, time, that there is such a record and how often it changed;
    of one that was written openly first, whom that first writing was about (docs/threat-model.md)."""
    sealed = {record for _, record in station.records}
    openly_first = {station.became}
    with nurse.reading() as session:
        raw = nurse.raw(session)
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        rows = [(name, row) for name in tables for row in raw.execute(f'SELECT * FROM "{name}"').fetchall()]
    assert {"visit", "sync_history", "sync_outbox", "sync_question", "person_words", "audit_entry"} <= tables
    scanned = 0
    for table, row in rows:
        text = "\n".join(map(_text, row))
        scanned += len(text)
        assert not is_told(text), table
        spoken_of = {record for record in sealed if record in text or short(record) in text}
        if spoken_of and table not in ("sync_outbox", "audit_entry"):
            assert station.person not in text, table
            assert short(station.person) not in text, table
        for record in spoken_of - openly_first:
            assert not _links(text, record, station.person), (table, record)
        if table in ("visit", "condition", "risk_factor") and row[0] in sealed:
            assert MARK in text
            assert {value for value in row[1:-6] if value is not None} == set(), table
    assert scanned > 10_000


def _links(text: str, record: str, person: str) -> bool:
    """Does one line of a payload or of a log name both?"""
    return any(
        (record in line or short(record) in line) and (person in line or short(person) in line)
        for line in text.split("\n")
    )


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def test_the_catalogue_tells_which_kinds_are_sealed():
    told = json.loads((ROOT / "resources/catalog.json").read_text("utf-8"))["entities"]
    sealed = {one["name"] for one in told if "sealed_by" in one}
    assert {"visit", "condition", "risk_factor", "glass_opening"} <= sealed
