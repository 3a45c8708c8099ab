"""What must be true when a soak is over: all equal, nothing lost, nothing twice, every conflict seen."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from station_app.app.rooms import CATALOGUE
from sync.change import Key
from sync.policy import LIFE, Policy
from sync.rows import GONE
from tests.soak.gateways import warehouse
from tests.soak.life import Book
from tests.soak.station import Station
from tests.sync.simulation.model import Model, Save, Words, Written

_ROUNDS = 10


def check(book: Book, stations: Sequence[Station], database: str) -> None:
    _come_together(stations)
    dumps = {station.name: station.ask("dump") for station in stations}
    first = next(iter(dumps.values()))
    rows = [row for dump in dumps.values() for row in dump["records"]]
    heard = {word: (row["entity"], row["id"]) for row in rows for word in row["heard"]}
    heard |= _in_the_provinces_history(database)
    existing = frozenset(heard)
    model = _resolved(book.model, heard)
    lost = [save for save in model.saves if save.words & (model.due() - existing)]
    assert not lost, f"said to be saved, and nowhere: {lost}"
    for name, dump in dumps.items():
        assert dump["digests"] == first["digests"] == dump["kept"], f"{name}: the digests differ"
        _is_whole(name, dump, model, existing, joined=bool({"is_restored", "is_copied"} & book.counts.keys()))
    _the_warehouse_holds_each_once(database, first)


def _come_together(stations: Sequence[Station]) -> None:
    told: dict[str, Any] = {}
    before: object = None
    for _ in range(_ROUNDS):
        told = {station.name: station.ask("sync") for station in stations}
        now = [station.ask("digests") for station in stations]
        if all(each["match"] for each in told.values()) and now == before:
            return
        before = now
    raise AssertionError(f"they do not come together: {told}")


def _resolved(model: Model, heard: Mapping[str, Key]) -> Model:
    """Who was killed while making a record never learned its id: its words tell."""

    def key_of(each: Written) -> Key:
        known = next((heard[word] for word in each.words if word in heard), each.key)
        return known if each.key[1].startswith("?") else each.key

    saves = [
        Save(s.place, [Written(key_of(w), w.sets, w.replaces, w.life) for w in s.written], s.said)
        for s in model.saves
    ]
    return Model(saves, model.excused)


def _in_the_provinces_history(database: str) -> dict[str, Key]:
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT entity, id, value FROM gateway_history").fetchall()
    return {str(json.loads(value)).removeprefix(GONE): (entity, record) for entity, record, value in rows}


def _is_whole(name: str, dump: Mapping[str, Any], model: Model, existing: Words, *, joined: bool) -> None:
    """`joined`: states were compared, which tell what is live; what was replaced the province knows."""
    rows = {(row["entity"], row["id"]): row for row in dump["records"]}
    assert rows.keys() == model.keys(existing), f"{name}: a record that nobody made, or one that is missing"
    asked = {(entity, record): set(fields) for entity, record, fields in dump["questions"]}
    for key, row in rows.items():
        live = model.live(key, existing)
        held = {field: frozenset(row["live"].get(field, ())) for field in live}
        assert held == live, _told(name, key, held, live, model)
        mine = {
            word for save in model.saves for each in save.written if each.key == key for word in each.words
        }
        heard = frozenset(row["heard"])
        assert joined or mine & existing <= heard, f"{name} {key}: a word is neither live nor in the history"
        wanted = {
            field: words for field, words in live.items() if len(words) > 1 and _is_asked(key[0], field)
        }
        seen = {field: frozenset(words) for field, words in row["conflicts"].items()}
        assert seen == wanted, f"{name} {key}: a conflict that nobody sees"
        assert asked.get(key, set()) == wanted.keys(), f"{name} {key}: a conflict that is not listed"


def _told(name: str, key: Key, held: Mapping[str, Words], live: Mapping[str, Words], model: Model) -> str:
    lines = [f"{name} {key}: other values than those that nobody replaced"]
    lines += [f"  {field}: held {sorted(held[field])}, due {sorted(live[field])}" for field in live]
    for save in model.saves:
        lines += [f"  {save.place} said={save.said} {each}" for each in save.written if each.key == key]
    return "\n".join(lines)


def _is_asked(entity: str, field: str) -> bool:
    return field == LIFE or CATALOGUE.policy(entity, field) is not Policy.LATEST


def _the_warehouse_holds_each_once(database: str, dump: Mapping[str, Any]) -> None:
    assert warehouse(database, "status", "--check")["differing"] == []
    twice = "SELECT device, device_seq FROM gateway_log GROUP BY 1, 2 HAVING count(*) > 1"
    with psycopg.connect(database.replace("+psycopg", "")) as connection:
        assert connection.execute(twice).fetchall() == []
        for entity in ("person", "household", "allergy"):
            ids = [row["id"] for row in dump["records"] if row["entity"] == entity]
            typed = connection.execute(
                f"SELECT id::text FROM warehouse.{entity} ORDER BY id".encode()
            ).fetchall()
            assert sorted(row[0] for row in typed) == sorted(ids), f"the warehouse's table of {entity}"
