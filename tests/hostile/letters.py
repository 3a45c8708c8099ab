"""What comes from another PC, from the province or from a stick, and what lies within its seals."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_app.app.rooms import CATALOGUE
from sync import audit, codec, envelope, snapshot, testimony
from sync.bundle import VERSION, Header, read, seal, unseal
from sync.bundle_content import UP, Downward, Upward, of_formers, pages
from sync.change import Change, Transaction, Value
from sync.folding import FOLDED, fold, unfold
from sync.frame import split_answer, split_question, verify_receipt
from sync.frozen import freeze
from sync.lan import Greeting
from sync.merge import State, apply
from sync.message import BODY_LIMIT, Answer, Ask, Proof, Receipt
from sync.parcel import pack, pack_tight, unpack
from sync.seed import PartOf, Seeded
from sync.seed_file import Content, pack_seed, unpack_seed
from tests.hostile.target import BY_KIND, Target

NURSE, PROVINCE = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
DEVICE = envelope.device_id(NURSE.public_key().public_bytes_raw())
GATEWAY = PROVINCE.public_key().public_bytes_raw()
PERSON = "019b0000-0000-7000-8000-00000000feed"
EARLIEST = 117_000_000_000_000


def transaction(seq: int = 1) -> Transaction:
    values: dict[str, Value] = {
        "full_name": "Giàng Thị Mỷ",
        "birth_date": "1988-03",
        "sex": "female",
        "phone": "0912345678",
    }
    change = Change("person", PERSON, seq, {DEVICE: seq - 1} if seq > 1 else {}, values, {})
    return Transaction(DEVICE, seq, PERSON, "Bản Dền", EARLIEST + seq, 420, "giấy khai sinh", [change], None)


def states() -> list[tuple[tuple[str, str], State]]:
    state = State()
    for seq in (1, 2):
        told = transaction(seq)
        apply(state, DEVICE, told.changes[0], told.mark())
    return [(("person", PERSON), state)]


def letter(content: bytes) -> bytes:
    header = Header(VERSION, UP, "", b"", "", "c0ffee01", 1, 1, 0, "2026-11-21T01:00:00Z")
    return seal(header, content, PROVINCE, NURSE.public_key().public_bytes_raw())


def open_letter(folder: Path, raw: bytes) -> None:
    _take(unseal(read(raw), NURSE))


def _take(content: bytes) -> None:
    downward = unpack(content, Downward)
    pages(downward, GATEWAY)
    of_formers(downward, GATEWAY)


def _ask() -> Ask:
    return Ask(2, DEVICE, "e", 0, 1, bytes(32))


def messages(folder: Path) -> Sequence[bytes]:
    sealed = envelope.seal(DEVICE, 1, envelope.START, [codec.encode(transaction())], NURSE)
    ask = msgspec.structs.replace(_ask(), envelopes=[envelope.to_row(sealed)])
    return [
        pack(ask),
        pack_tight(ask),
        pack(Upward(ask)),
        pack(Downward(bytes(32), 3)),
        pack(Downward(bytes(32), 3, [bytes(80)])),
    ]


def read_message(folder: Path, content: bytes) -> None:
    for kind in (Ask, Answer, Upward, Downward, Greeting, Seeded):
        try:
            unpack(content, kind)
        except BY_KIND:
            continue


def read_inside(folder: Path, plain: bytes) -> None:
    """The JSON or the folded text within the packing, which is sound."""
    read_message(folder, zstandard.ZstdCompressor(level=1).compress(plain))
    if plain.startswith(FOLDED):
        unfold(plain, BODY_LIMIT)


def insides(folder: Path) -> Sequence[bytes]:
    plain = msgspec.json.encode(_ask())
    ids = " ".join(f'"~{"ABCDEFGHIJKLMNOPQRSTUV"[:22]}" 1170000000000{n:05d}' for n in range(4)).encode()
    return [plain, b"".join(fold(plain)), b"".join(fold(ids))]


def read_frame(folder: Path, frame: bytes) -> None:
    split_question(frame)
    split_answer(frame, frame)


def rows(folder: Path) -> Sequence[bytes]:
    sealed = envelope.seal(DEVICE, 1, envelope.START, [codec.encode(transaction(n)) for n in (1, 2)], NURSE)
    return [msgspec.json.encode(envelope.to_row(sealed))]


def read_row(folder: Path, raw: bytes) -> None:
    read_envelope = envelope.from_row(raw)
    envelope.verify(read_envelope, GATEWAY)
    read_envelope.transactions()


def seeds_of_snapshot(folder: Path) -> Sequence[bytes]:
    frozen = [(key, freeze(state)) for key, state in states()]
    part = snapshot.encode(frozen, CATALOGUE)
    return [zstandard.ZstdDecompressor().decompress(part, max_output_size=snapshot.PART_LIMIT)]


def read_part(folder: Path, plain: bytes) -> None:
    for _ in snapshot.decode(zstandard.ZstdCompressor(level=1).compress(plain)):
        continue


def seed_files(folder: Path) -> Sequence[bytes]:
    body = snapshot.encode([(key, freeze(state)) for key, state in states()], CATALOGUE)
    parts = [PartOf(1, "Bản Dền", 1, len(body), sha256(body).digest())]
    seeded = Seeded("e", 1, b"", 1, parts)
    reader = NURSE.public_key().public_bytes_raw()
    return [pack_seed(Content(seeded, [body]), PROVINCE, [reader], "2026-11-21T01:00:00Z")]


def read_states(folder: Path, raw: bytes) -> None:
    for item in testimony.from_bytes(raw):
        testimony.received(item)


def entries(folder: Path) -> Sequence[bytes]:
    entry = audit.Entry(
        1,
        "2026-11-30T01:00:00Z",
        420,
        DEVICE,
        PERSON,
        "A",
        "viewed",
        "person",
        PERSON,
        None,
        None,
        "done",
        "",
        1,
        None,
    )
    return [audit.payload(entry)]


class Kept(msgspec.Struct, array_like=True):
    """A receipt with its proof, as a station keeps them and as a sheet prints them."""

    receipt: Receipt
    proof: Proof


def receipts(folder: Path) -> Sequence[bytes]:
    told = Receipt(DEVICE, 1, bytes(32), 1, "2026-11-21T01:00:00Z", {"person": "ab" * 32})
    return [msgspec.json.encode(Kept(told, Proof(bytes(32), bytes(32), bytes(64))))]


def read_receipt(folder: Path, raw: bytes) -> None:
    """Nobody's receipt is believed without the signature of the gateway."""
    try:
        kept = msgspec.json.decode(raw, type=Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    assert not verify_receipt(GATEWAY, kept.receipt, kept.proof)


TARGETS = (
    Target(
        "a letter on a stick", lambda folder: [letter(one) for one in messages(folder)], open_letter, BY_KIND
    ),
    Target("a message, packed", messages, read_message, BY_KIND),
    Target("a message within its packing", insides, read_inside, BY_KIND),
    Target("a frame", lambda folder: [DEVICE.encode() + bytes(80)], read_frame, BY_KIND),
    Target("an envelope with its transactions", rows, read_row, BY_KIND),
    Target("a part of a snapshot", seeds_of_snapshot, read_part, BY_KIND),
    Target(
        "the file of a first sync",
        seed_files,
        lambda folder, raw: unpack_seed(raw, NURSE, GATEWAY),
        BY_KIND,
    ),
    Target(
        "states as they are compared",
        lambda folder: [testimony.to_bytes([testimony.carried(*one) for one in states()])],
        read_states,
        BY_KIND,
    ),
    Target("an entry of the audit log", entries, lambda folder, raw: audit.read(raw), BY_KIND),
    Target("a receipt with its proof", receipts, read_receipt, BY_KIND),
)
