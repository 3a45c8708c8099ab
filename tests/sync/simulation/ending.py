"""What must be true of every world once all lines are well and everybody has had a few rounds."""

from collections.abc import Mapping

from sqlalchemy import func, select

from station_app.exchange.service import questions
from sync.change import Key
from sync.frozen import thaw
from sync.gateway.inspection import inspect
from sync.gateway.tables import LOG, RECORD
from sync.merge import State, canonical
from sync.policy import LIFE, Policy
from sync.rows import GONE
from tests.sync.simulation.model import Words
from tests.sync.simulation.pc import PC
from tests.sync.simulation.world import World

_ROUNDS = 8


def check(world: World) -> None:
    _come_together(world)
    existing = frozenset().union(*(world._words(pc) for pc in world.pcs), _in_the_provinces_history(world))
    _nothing_is_lost(world, existing)
    for pc in world.pcs:
        _is_whole(world, pc, existing)
    _all_hold_the_same(world)
    _the_gateway_holds_each_once(world)


def _in_the_provinces_history(world: World) -> Words:
    written = frozenset(word for save in world.model.saves for word in save.words)
    return frozenset(word.removeprefix(GONE) for word in world.province.replaced()) & written


def _come_together(world: World) -> None:
    """Rounds until every PC was told that all is equal, and nobody learned anything new."""
    before: object = None
    for _ in range(_ROUNDS):
        outcomes = [pc.round(world.province) for pc in world.pcs]
        now = [pc.digests() for pc in world.pcs]
        if all(outcome.match for outcome in outcomes) and now == before:
            return
        before = now
    told = {
        pc.name: (outcome.match, outcome.differing) for pc, outcome in zip(world.pcs, outcomes, strict=True)
    }
    raise AssertionError(f"they do not come together: {told}")


def _nothing_is_lost(world: World, existing: Words) -> None:
    assert not world.model.due() - existing, "lost: said to be saved, and nowhere"
    for save in world.model.saves:
        kept = save.words - world.model.excused
        assert not kept & existing or kept <= existing, "half of a transaction"
    keys = world.model.keys(existing)
    for pc in world.pcs:
        assert set(pc.records()) == keys, "a record that nobody made, or one that is missing"


def _is_whole(world: World, pc: PC, existing: Words) -> None:
    asked = {(q.entity, q.record): set(q.fields) for q in questions(pc.database)}
    for key in world.model.keys(existing):
        live = world.model.live(key, existing)
        assert pc.live(key) == live, f"{pc.name} {key}: another value than those that nobody replaced"
        _has_its_history(world, pc, key, existing)
        shown = pc.shown(key).fields
        assert all(word in live[name] for name, word in shown.items())
        wanted = _in_question(pc, key, live)
        assert pc.in_question(key) == wanted, f"{pc.name} {key}: a conflict that nobody sees"
        assert asked.get(key, set()) == wanted.keys(), f"{pc.name} {key}: a conflict that is not listed"
    kept, recomputed = pc.digests()
    assert kept == recomputed


def _has_its_history(world: World, pc: PC, key: Key, existing: Words) -> None:
    written = (each for save in world.model.saves for each in save.written if each.key == key)
    all_of_it = frozenset(word for each in written for word in each.words) & existing
    heard = pc.heard(key)
    wanted = world.model.said_at(pc.place, key) if world.compared else all_of_it
    assert wanted <= heard <= all_of_it, f"{pc.name} {key}: a word is neither live nor in the history"


def _in_question(pc: PC, key: Key, live: Mapping[str, Words]) -> dict[str, Words]:
    def is_asked(name: str) -> bool:
        return name == LIFE or pc.database.catalogue.policy(key[0], name) is not Policy.LATEST

    return {name: words for name, words in live.items() if len(words) > 1 and is_asked(name)}


def _all_hold_the_same(world: World) -> None:
    first, *others = world.pcs
    for key in first.records():
        wanted = canonical(key[1], first.state(key)), first.shown(key).fields
        for pc in others:
            assert (canonical(key[1], pc.state(key)), pc.shown(key).fields) == wanted, f"{pc.name} {key}"
        assert canonical(key[1], _gateway_state(world, key)) == wanted[0], f"the gateway: {key}"


def _gateway_state(world: World, key: Key) -> State:
    wanted = select(RECORD.c.state).where(RECORD.c.entity == key[0], RECORD.c.id == key[1])
    with world.province.warehouse.engine.connect() as connection:
        return thaw(connection.execute(wanted).scalar_one())


def _the_gateway_holds_each_once(world: World) -> None:
    place = (LOG.c.device, LOG.c.device_seq)
    twice = select(*place).group_by(*place).having(func.count() > 1)
    with world.province.warehouse.engine.connect() as connection:
        assert not connection.execute(twice).all(), "a transaction stands twice in the log"
        records = connection.scalar(select(func.count()).select_from(RECORD))
    assert records == len(world.pcs[0].records())
    assert inspect(world.province.warehouse) == []
