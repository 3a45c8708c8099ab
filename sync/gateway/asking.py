"""A question of version 2: its signature is checked before anything is unpacked, so strangers cost little."""

from sqlalchemy import select

from sync.frame import Question, question_is_from, seal_answer, split_question
from sync.gateway.addresses import ADDRESSES
from sync.gateway.admission import is_device
from sync.gateway.exchange import exchange
from sync.gateway.refusal import TurnedAway
from sync.gateway.tables import DEVICE
from sync.gateway.warehouse import Warehouse
from sync.message import Ask
from sync.parcel import pack_tight, unpack
from sync.sparing import filled_ask, spared, whole


def asked(warehouse: Warehouse, path: str, frame: bytes) -> bytes:
    """The signed answer to a frame that came at `path` (`/v2`, or `/v2/<address>?<anything>`)."""
    question = split_question(frame)
    if not question_is_from(path, question, key_of(warehouse, question.device)):
        raise TurnedAway("signature")
    name = path.partition("?")[0].removeprefix("/v2").strip("/")
    if not name:
        return _exchanged(warehouse, question, frame)
    address = ADDRESSES.get(name)
    if address is None:
        raise TurnedAway("unknown-path")
    answer = address.handle(warehouse, question.device, unpack(question.packed, address.kind))
    return seal_answer(pack_tight(answer), frame, warehouse.key)


def _exchanged(warehouse: Warehouse, question: Question, frame: bytes) -> bytes:
    ask = filled_ask(unpack(question.packed, Ask), question.device)
    answer = whole(exchange(warehouse, ask))
    return seal_answer(pack_tight(spared(answer, ask)), frame, warehouse.key, answer.receipt)


def key_of(warehouse: Warehouse, device: str) -> bytes:
    if not is_device(device):
        raise TurnedAway("unknown-device")
    with warehouse.engine.connect() as connection:
        row = connection.execute(
            select(DEVICE.c.public_key, DEVICE.c.revoked_at).where(DEVICE.c.device == device)
        ).one_or_none()
    if row is None:
        raise TurnedAway("unknown-device")
    if row.revoked_at is not None:
        raise TurnedAway("revoked")
    return bytes(row.public_key)
