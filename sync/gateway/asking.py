"""A question of version 2: its signature is checked before anything is unpacked, so strangers cost little."""

from sync.frame import Question, question_is_from, seal_answer, split_question
from sync.gateway.addresses import ADDRESSES
from sync.gateway.exchange import exchange
from sync.gateway.known import key_of
from sync.gateway.pace import Pace
from sync.gateway.refusal import TurnedAway
from sync.gateway.warehouse import Warehouse
from sync.message import Ask
from sync.parcel import pack_tight, unpack
from sync.sparing import filled_ask, spared, whole


def asked(warehouse: Warehouse, path: str, frame: bytes, pace: Pace | None = None) -> bytes:
    """The signed answer to a frame that came at `path` (`/v2`, or `/v2/<address>?<anything>`)."""
    question = split_question(frame)
    if not question_is_from(path, question, key_of(warehouse, question.device)):
        raise TurnedAway("signature")
    if pace is not None:
        pace.count(question.device)
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
