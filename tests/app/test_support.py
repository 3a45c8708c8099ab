"""The support bundle tells how the PC is doing, and nobody's name, number, address or illness."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.app import home, support
from station_app.app.support import _plain, bundle
from station_app.cli import main
from station_app.common.report import traced
from station_app.demo.load import load
from station_app.demo.population import population
from station_app.shell.support import SupportPage
from station_app.staff.service import add_user
from station_app.store import accounts
from station_app.store.drafts import keep_draft
from station_app.store.fault_log import KEPT, keep_fault, kept_faults
from station_app.store.vault.slots import FLOOR
from sync.policy import Kind
from tests.app.conftest import dressed, fingers, program, signed_in
from tests.flows.test_the_file_of_the_station_shows_nothing_to_a_thief import forms
from tests.shell.conftest import shown
from tests.shell.test_fault import broken

__all__ = ["dressed", "fingers", "program", "signed_in"]
PEOPLE = 300
PASSWORD = "nui cao bon mua"
HEAD, LOGIN = "Lò Thị Hạnh Nguyên", "hanhnguyen"
CODED = (Kind.CODE, Kind.BOOLEAN, Kind.DATE, Kind.INTEGER, Kind.REFERENCE)
"""What is no word about anybody by itself."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("support") / "home"
    home.found(
        folder,
        code="12345",
        name="Trạm Y tế xã Mường Hoa",
        login=LOGIN,
        password=PASSWORD,
        full_name=HEAD,
        cost=FLOOR,
    )
    return folder


@pytest.fixture(scope="module")
def commune(place: Path) -> Iterator[tuple[Path, set[str]]]:
    """The synthetic commune with drafts, accounts and bugs whose messages name people; and all its words."""
    tables = population(2026, PEOPLE, as_of=date(2026, 11, 21)).tables()
    database = home.unlock(place, LOGIN, PASSWORD, cost=FLOOR)
    load(database, tables)
    secrets = set(_words(database, tables))
    keep_draft(database, "person/new", {"full_name": "Sùng Thị Pà Chía"})
    them = add_user(database, {"name": "Giàng A Páo Sử", "login": "paosugiang", "role": "nurse"})
    accounts.link(database, "paosugiang", them)
    for name in list(secrets)[:30]:
        try:
            raise ValueError(name) from KeyError(name)
        except ValueError as error:
            keep_fault(database, traced(error))
    codes = [str(row["code"]) for row in tables["household"] if row.get("code")]
    yield (
        place,
        secrets | {*codes, HEAD, LOGIN, "Sùng Thị Pà Chía", "Giàng A Páo Sử", "paosugiang", "Mường Hoa"},
    )
    database.close()


def _words(database, tables) -> Iterator[str]:
    """Every text of every record that a person typed: names, numbers, phones, addresses, illnesses."""
    for entity, rows in tables.items():
        fields = [
            field.name for field in database.catalogue.entities[entity].fields if field.kind not in CODED
        ]
        for row in rows:
            yield from (str(row[name]) for name in fields if len(str(row.get(name) or "")) > 5)


def test_no_word_of_the_whole_commune_survives(commune):
    place, secrets = commune
    database = home.unlock(place, LOGIN, PASSWORD, cost=FLOOR)
    try:
        content = bundle(place, database)
    finally:
        database.close()
    told = json.loads(content)
    assert told["records"]["person"] == PEOPLE
    assert len(told["faults"]) == KEPT
    assert told["schema"]
    assert told["vault"]["health"] == "sound"
    assert told["accounts"] == {"head": 1, "nurse": 1}
    assert "unreadable" not in content.decode()
    assert support._LEFT_OUT not in content.decode()
    assert len(secrets) > 1000
    plain = json.dumps(told, ensure_ascii=False).encode()
    seen = [
        word
        for word in secrets
        for form in forms(word)
        if len(form) > 5 and (form in content or form in plain)
    ]
    assert not seen


def test_the_command_writes_what_the_window_shows(commune, tmp_path, monkeypatch, capsys):
    place, secrets = commune
    monkeypatch.setenv("STATION_PASSWORD", PASSWORD)
    assert (
        main(["--home", str(place), "--json", "support", "--out", str(tmp_path / "g.json"), "--user", LOGIN])
        == 0
    )
    content = (tmp_path / "g.json").read_bytes()
    assert json.loads(content).keys() >= {"versions", "records", "line", "faults", "backups", "timings_ms"}
    assert not [word for word in secrets if word.encode() in content]
    assert list(place.glob("*.probe")) == []


def test_a_station_that_does_not_open_tells_why_and_what_is_seen_from_outside(commune, tmp_path, monkeypatch):
    place, _ = commune
    monkeypatch.setenv("STATION_PASSWORD", "mật khẩu đoán mò")
    assert main(["--home", str(place), "support", "--out", str(tmp_path / "g.json"), "--user", LOGIN]) == 0
    told = json.loads((tmp_path / "g.json").read_bytes())
    assert "opening" in told
    assert told["opening"] != "ok"
    assert "records" not in told
    assert told["files"]["station.db"] > 0


@given(st.text(min_size=1))
def test_only_what_looks_like_a_code_stays(words):
    kept = _plain(words)
    assert kept in (words, support._LEFT_OUT)
    if kept == words:
        assert words.isascii()
        assert not any(sign.isspace() for sign in words)


@pytest.mark.parametrize(
    "word", ["Giàng Thị Mỷ", "Giang Thi My", "034199123456", "0912345678", "12/3 xóm Đông", b"x", 10**15]
)
def test_a_name_or_a_number_is_left_out_wherever_it_came_from(word):
    assert word not in json.loads(json.dumps(_plain({"a": [word, {"b": word}]}), default=str))["a"]
    assert _plain({word: 1} if isinstance(word, str) else [word]) in (
        {support._LEFT_OUT: 1},
        [support._LEFT_OUT],
    )


def test_the_newest_bugs_are_kept_without_a_word_of_theirs(database):
    for _ in range(KEPT + 5):
        keep_fault(database, traced(broken()))
    kept = kept_faults(database)
    assert len(kept) == KEPT
    assert kept[0].lines[0] == "builtins.ValueError"
    assert "Giàng" not in str(kept)


def test_the_page_shows_all_that_it_saves(qtbot, tmp_path):
    page = shown(qtbot, SupportPage(b'{"form": 1}'))
    assert page.shown.toPlainText() == '{"form": 1}'
    page.choose_file = lambda: str(tmp_path / "g.json")
    page.save()
    assert (tmp_path / "g.json").read_bytes() == b'{"form": 1}'
