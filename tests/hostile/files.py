"""Files that a nurse or IT opens: lists, cards, codes, letters, the provisioning file, policy, labels."""

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from xlsxwriter import Workbook

from station_app.app import home
from station_app.app.rooms import CATALOGUE
from station_app.common.cards import parse_citizen_qr, parse_insurance_qr
from station_app.common.days import SystemClock
from station_app.common.days.typed import parse_typed
from station_app.common.errors import Refused
from station_app.exchange.service.terms import authority_of, read_authority
from station_app.households.service.intake.book import open_book
from station_app.households.service.intake.entries import entry_of
from station_app.households.service.intake.reading import understood
from station_app.shell.screen import Address
from station_app.store import identity, label, sign_ins
from station_app.store.entry import value_of
from station_app.store.policy.terms import example, parsed
from station_app.store.vault import FLOOR, Vault, asking, attempts, state_of
from station_app.store.vault.paper import printed_code, printed_words, qr_text, read_paper
from sync.key_recovery import NotOurs, Question, Unreadable, read_question, take_answer
from tests.benchmarks.sync.certificates import Certificates
from tests.hostile.target import Target, given
from tests.households.lists import FAMILY, HEADINGS, NEIGHBOURS, commune_list, csv, xlsx

OWN = X25519PrivateKey.from_private_bytes(bytes(range(32)))
TODAY = date(2026, 11, 30)
SHEET = "xl/worksheets/sheet1.xml"
CARDS = (
    "034199123456|012345678|Giàng Thị Mỷ|09031999|Nữ|Bản Dền, Mường Hoa, Sa Pa, Lào Cai|21042021||",
    "010088001234||GIÀNG A PÁO|1988|Nam|Bản Dền|",
    "GD4010123456789|4769c3a06e67204120506f|09/03/1988|1|42e1baa36e2044e1bb816e|10 - 001|01/01/2026|-|$",
)


def read_list(folder: Path, content: bytes) -> None:
    for sheet in understood(open_book(given(folder, content))):
        for line in sheet.lines:
            entry_of(line, TODAY)


def read_sheet(folder: Path, content: bytes) -> None:
    """The same, of a workbook whose container is sound: what is hostile lies in the sheet itself."""
    read_list(folder, workbook_with(SHEET, content))


def read_strings(folder: Path, content: bytes) -> None:
    read_list(folder, workbook_with("xl/sharedStrings.xml", content))


@cache
def _parts() -> dict[str, bytes]:
    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        for at, row in enumerate((HEADINGS, *FAMILY)):
            sheet.write_row(at, 0, row)
    with zipfile.ZipFile(packed) as book:
        return {name: book.read(name) for name in book.namelist()}


def workbook_with(part: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as book:
        for name, whole in _parts().items():
            book.writestr(name, content if name == part else whole)
    return packed.getvalue()


def lists(folder: Path) -> Sequence[bytes]:
    merged = xlsx(
        folder / "m.xlsx", ("A", [HEADINGS, *FAMILY, *NEIGHBOURS]), merged=[(1, 6, 3, 6, "Bản Dền")]
    )
    paths = [
        commune_list(folder / "a.xlsx", *FAMILY),
        merged,
        csv(folder / "a.csv", [HEADINGS, *FAMILY]),
        csv(folder / "b.csv", [HEADINGS, *NEIGHBOURS], encoding="utf-16", separator="\t"),
        csv(folder / "c.csv", [HEADINGS, *FAMILY], encoding="utf-8-sig", separator=";"),
    ]
    return [path.read_bytes() for path in paths]


def read_texts(folder: Path, content: bytes) -> None:
    """Whatever a scanner or a finger may type, into every field there is and into the search's reading."""
    text = content.decode("utf-8", "replace")
    for reader in (
        parse_citizen_qr,
        parse_insurance_qr,
        lambda typed: parse_typed(typed, TODAY),
        Address.parse,
    ):
        try:
            reader(text)
        except Refused:
            continue
    for entity in CATALOGUE.entities.values():
        for field in entity.fields:
            try:
                value_of(field, text, TODAY)
            except Refused:
                continue


def papers(folder: Path) -> Sequence[bytes]:
    secret = bytes(range(20))
    forms = (
        printed_code(secret),
        printed_code(b"\xff" * 20).lower(),
        qr_text(secret),
        " ".join(printed_words(secret)),
    )
    return [form.encode() for form in forms]


def questions(folder: Path) -> Sequence[bytes]:
    """To the province and back, where a station's last password was forgotten."""
    public = b64encode(OWN.public_key().public_bytes_raw()).decode()
    asked = Question("v", "12345", "Trạm", "2026-11-30T01:00:00Z", public, {"c": public}, {})
    answer = {"what": "tram-recovery-answer", "format": 1, "vault": "v", "to": public, "sealed": public}
    return [asked.encoded(), json.dumps(answer).encode()]


def read_recovery(folder: Path, content: bytes) -> None:
    with suppress(NotOurs):
        for reader in (
            lambda: read_question(content),
            lambda: take_answer(content, "v", OWN.private_bytes_raw()),
        ):
            try:
                reader()
            except Unreadable:
                continue


def notes(folder: Path) -> Sequence[bytes]:
    """What lies beside the file: how far it was written, and who typed a wrong password."""
    return [
        b'{"device": "aaaaaaaaaa", "seq": 7}',
        b'{"number": 1, "secret": "00", "lines": [["2026-11-30T01:00:00Z", "hanh", "wrong", "00"]]}',
        b'{"hanh": [3, "2026-11-30T01:00:00Z", 5]}',
    ]


def read_notes(folder: Path, content: bytes) -> None:
    for name in ("station.epoch.json", sign_ins.FILE, attempts.FILE, asking.FILE):
        given(folder, content, name)
    identity.reached(folder / home.FILE)
    sign_ins._read(folder / sign_ins.FILE)
    attempts.Attempts(folder, SystemClock()).refuse_while_waiting("hanh")


def provision(folder: Path) -> Sequence[bytes]:
    whole = {
        "province": "10", "ward": "02644", "province_key": "a1" * 32, "gateway": "https://kho.tinh.example",
        "point_name": "Bản Dền",
    }  # fmt: skip
    return [
        json.dumps(whole).encode(),
        json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8"),
        b"{}",
    ]


def vaults(folder: Path) -> Sequence[bytes]:
    place = folder / "founded"
    Vault.create(
        place,
        first_login="hanh",
        password="nui cao bon mua",
        first_name="Lò Thị Hạnh",
        station_code="12345",
        province_key=bytes(range(32)),
        parameters=FLOOR,
    )
    return [(place / "vault.json").read_bytes()]


def read_vault(folder: Path, content: bytes) -> None:
    """One copy or both; its check sum is put right, so that what is hostile is what it says."""
    content = _with_check(content)
    for copies in (("vault.json",), ("vault.json", "vault.bak.json")):
        place = folder / "-".join(copies)
        place.mkdir(exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for name in copies:
            given(place, content, name)
        before = {path.name: path.read_bytes() for path in place.iterdir()}
        state_of(place)
        assert before == {path.name: path.read_bytes() for path in place.iterdir()}, "looking wrote something"
        try:
            opened = Vault.open(place, parameters=FLOOR)
            opened.logins()
            opened.unlock("hanh", "nui cao bon mua")
        finally:
            kept = {path.read_bytes() for path in place.iterdir()}
            assert set(before.values()) <= kept, (
                "a hostile file was thrown away, and it may be somebody's only one"
            )


def _with_check(content: bytes) -> bytes:
    try:
        body = json.loads(content)
        body.pop("check", None)
        told = json.dumps(body, sort_keys=True, separators=(",", ":"))
        return json.dumps({**body, "check": sha256(told.encode()).hexdigest()}).encode()
    except (ValueError, AttributeError, RecursionError, TypeError):
        return content


def labels(folder: Path) -> Sequence[bytes]:
    told = label.Label(
        "2026-11-30T01:00:00Z",
        label.BY_HAND,
        {"person": 8000},
        {"person": "ab" * 32},
        5,
        "aaaaaaaaaa",
        7,
        "3",
        9,
    )
    label.write_label(folder, told)
    return [(folder / label.FILE).read_bytes()]


def read_label(folder: Path, content: bytes) -> None:
    given(folder, content, label.FILE)
    found = label.read_label(folder)
    if found is not None:
        assert found.content
        assert found.at.year > 0
        assert found.total >= 0


def read_settings(folder: Path, content: bytes) -> None:
    given(folder, b"", home.FILE)
    given(folder, content, home.SETTINGS)
    assert home.station_name(folder)


def settings(folder: Path) -> Sequence[bytes]:
    return [b'{"code": "12345", "name": "Tr\\u1ea1m Y t\\u1ebf"}', b'{"name": 5}', b"[]"]


def authorities(folder: Path) -> Sequence[bytes]:
    return [Certificates(folder).authority.read_bytes()]


def read_pem(folder: Path, content: bytes) -> None:
    authority_of(read_authority(given(folder, content)))


TARGETS = (
    Target("a list of people", lists, read_list),
    Target("a sheet inside a workbook", lambda folder: [_parts()[SHEET]], read_sheet),
    Target("the words inside a workbook", lambda folder: [_parts()["xl/sharedStrings.xml"]], read_strings),
    Target(
        "a scanned card, a typed date or number", lambda folder: [one.encode() for one in CARDS], read_texts
    ),
    Target(
        "the sheet of recovery",
        papers,
        lambda folder, content: read_paper(content.decode("utf-8", "replace")),
    ),
    Target("a question of recovery and its answer", questions, read_recovery),
    Target("the notes beside the file", notes, read_notes),
    Target(
        "the provisioning file",
        provision,
        lambda folder, content: home.province_key(home.read_provision(given(folder, content))),
    ),
    Target("station.toml", lambda folder: [example().encode()], lambda folder, content: parsed(content)),
    Target("the slot file", vaults, read_vault),
    Target("the label of a backup", labels, read_label),
    Target("station.json", settings, read_settings),
    Target("an authority of the province", authorities, read_pem),
)
