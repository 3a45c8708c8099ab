"""Who may vouch for whom: nobody enters another scope by it, and repeating it changes nothing."""

import msgspec
import pytest
from sqlalchemy import func, select

from sync.envelope import device_id, new_device, signing_key
from sync.gateway.enrolment import revoke
from sync.gateway.refusal import TurnedAway
from sync.gateway.status import in_words, status
from sync.gateway.succession import succeed
from sync.gateway.tables import DEVICE, EVENT
from sync.gateway.trace import trace
from sync.succession import certify
from sync.trace import Trace
from tests.gateway.device import Device, new_id


def vouch(old: Device, key: bytes, **other: object):
    public = signing_key(key).public_key().public_bytes_raw()
    made = certify(old.id, old.key, public, len(old.payloads), old.heads[-1], "moved")
    return msgspec.structs.replace(made, **other)


def refused(warehouse, device, certificate) -> str:
    with pytest.raises(TurnedAway) as told:
        succeed(warehouse, device, certificate)
    return told.value.code


def test_a_new_name_stands_where_the_old_one_stood_and_a_replay_changes_nothing(warehouse):
    old = Device(warehouse, "12345", "Bản Dền")
    name, key = new_device()
    for _ in range(3):
        known = succeed(warehouse, old.id, vouch(old, key))
        assert (known.scope, known.point) == ("12345", "Bản Dền")
    with warehouse.engine.connect() as connection:
        row = connection.execute(select(DEVICE).where(DEVICE.c.device == name)).one()
        told = connection.execute(select(func.count()).select_from(EVENT)).scalar_one()
    assert (row.succeeds, row.scope, row.upto, told) == (old.id, "12345", 0, 1)
    assert f"tiếp nối {old.id}" in in_words(status(warehouse))
    old.write(("person", new_id(), {"full_name": "A"}))
    assert old.sync().receipt.upto == 1, "the old name goes on"


def test_nobody_vouches_for_another_or_into_another_scope(warehouse):
    """pitfall 12 has its like here: nobody grants himself a scope."""
    here, there = Device(warehouse, "11111"), Device(warehouse, "22222")
    _, key = new_device()
    good = vouch(here, key)
    assert refused(warehouse, there.id, good) == "scope"
    assert refused(warehouse, there.id, msgspec.structs.replace(good, old=there.id)) == "signature"
    assert refused(warehouse, here.id, msgspec.structs.replace(good, reason="x")) == "signature"
    assert refused(warehouse, here.id, msgspec.structs.replace(good, public_key=b"short")) == "signature"
    foreign = certify(here.id, here.key, there.public_key, 0, bytes(32), "moved")
    assert refused(warehouse, here.id, foreign) == "scope"
    succeed(warehouse, here.id, good)
    stranger = Device(warehouse, "11111")
    assert revoke(warehouse, here.id) == [here.id, device_id(good.public_key)]
    assert refused(warehouse, here.id, vouch(here, new_device()[1])) == "revoked"
    assert stranger.sync().receipt.upto == 0, "others of the station are heard"


def test_a_device_is_told_its_own_chain_and_nothing_of_what_is_not_there(warehouse):
    a = Device(warehouse)
    for number in range(3):
        a.write(("person", new_id(), {"full_name": f"{number}"}))
    a.exchange(a.ask((1, 1), (3, 3)))
    assert trace(warehouse, a.id, Trace(2, [1, 2, 3, 9])).heads == [a.heads[1][:8], b"", a.heads[3][:8], b""]
    for seqs in ([], [0], [2**60], [1] * 2000):
        with pytest.raises(TurnedAway):
            trace(warehouse, a.id, Trace(2, seqs))
