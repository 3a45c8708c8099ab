"""The names of this PC before the gateway: each is introduced by the one before it, and heard out first."""

from dataclasses import dataclass
from typing import Any

import msgspec

from station_app.common.days import to_instant
from station_app.exchange.acknowledging import keep_stamps
from station_app.exchange.outbox import chained
from station_app.store.database import Database, Intake
from sync.envelope import LIMIT, START, batches, seal, signing_key, to_row
from sync.message import PROTOCOL, Answer, Ask, Certificate, Receipt
from sync.round import Line, Turned
from sync.succession import Introduced
from sync.trace import Trace, Traced, last_common

_encoder = msgspec.json.Encoder()
_BODY = 16 * LIMIT
_COLUMNS = "device, signing_key, seq, head, acknowledged, acknowledged_head, pruned, pruned_head"


@dataclass(frozen=True, slots=True)
class Former:
    """An earlier name of this PC and what is left of it here."""

    device: str
    key: bytes
    seq: int
    head: bytes
    acknowledged: int
    acknowledged_head: bytes
    pruned: int
    pruned_head: bytes | None


def speak(database: Database, line: Line) -> Line:
    """The line under this PC's present name, after every earlier name is known and has said what it had left.

    What an earlier name has not sent must come first: it may turn out to be another history, and then what
    was written after it has to be said anew as well."""
    device, key = _present(database)
    voice = line.speaking_as(device, key)
    if voice is None:  # a stick answers only what it was asked
        return line
    while (waiting := _next(database)) is not None:
        name, certificate = waiting
        if certificate is not None:
            _introduce(database, line, name, certificate)
        else:
            _hear_out(database, line, name)
    device, key = _present(database)
    return line.speaking_as(device, key) or line


def _present(database: Database) -> tuple[str, bytes]:
    with database.reading() as session:
        row = database.raw(session).execute("SELECT device, signing_key FROM sync_self").fetchone()
    return row[0], bytes(row[1])


def _next(database: Database) -> tuple[str, Certificate | None] | None:
    """The oldest name that is not introduced (with its certificate) or not heard out; None: all are."""
    with database.reading() as session:
        row = (
            database.raw(session)
            .execute(
                "SELECT device, certificate, introduced FROM (SELECT device, certificate, introduced, number,"
                " settled FROM sync_former UNION ALL SELECT device, certificate, introduced, 1e9,"
                " (SELECT epoch FROM sync_line) FROM sync_self), sync_line"
                " WHERE NOT introduced OR settled <> epoch ORDER BY number LIMIT 1"
            )
            .fetchone()
        )
    if row is None:
        return None
    device, certificate, introduced = row
    return device, None if introduced else msgspec.json.decode(bytes(certificate), type=Certificate)


def _introduce(database: Database, line: Line, name: str, certificate: Certificate) -> None:
    with database.reading() as session:
        row = (
            database.raw(session)
            .execute("SELECT signing_key FROM sync_former WHERE device = ?", (certificate.old,))
            .fetchone()
        )
    voice = line.speaking_as(certificate.old, bytes(row[0]))
    assert voice is not None
    voice.call("succeed", certificate, Introduced)
    with database.taking_in() as intake:
        for table in ("sync_self", "sync_former"):
            intake.raw.execute(f"UPDATE {table} SET introduced = 1 WHERE device = ?", (name,))  # noqa: S608


def _hear_out(database: Database, line: Line, name: str) -> None:
    """One exchange as an earlier name; whoever calls comes again until it is settled."""
    former, ask = _ask(database, name)
    voice = line.speaking_as(former.device, former.key)
    assert voice is not None
    try:
        answer = voice.exchange(ask)
    except Turned as turned:
        if turned.code == "fork":
            part(database, voice, former.device, "fork")
        elif turned.code == "unknown-device":
            _forgotten(database, former.device)
        else:
            raise
        return
    with database.taking_in() as intake:
        _settle(intake, former, answer)


def _forgotten(database: Database, device: str) -> None:
    """A gateway that was restored does not know an earlier name any more. An older name vouches for it once
    more; for the first of all nobody can, and what it wrote comes back with the records themselves."""
    with database.taking_in() as intake:
        intake.raw.execute(
            "UPDATE sync_former SET introduced = certificate IS NULL, settled = CASE WHEN certificate IS NULL"
            " THEN (SELECT epoch FROM sync_line) ELSE settled END WHERE device = ?",
            (device,),
        )


def _ask(database: Database, name: str) -> tuple[Former, Ask]:
    with database.reading() as session:
        raw = database.raw(session)
        former = _read(raw, name)
        epoch, cursor, turn = raw.execute("SELECT epoch, cursor, turn FROM sync_line").fetchone()
        start, prior = _start(former)
        payloads: list[bytes] = []
        room = _BODY
        for (payload,) in raw.execute(
            "SELECT payload FROM sync_straggler WHERE device = ? AND seq > ? ORDER BY seq", (name, start)
        ):
            if payloads and room < len(payload):
                break
            payloads.append(bytes(payload))
            room -= len(payload)
    envelopes = _sealed(former, start, prior, payloads)
    ask = Ask(PROTOCOL, name, epoch, cursor, former.seq, former.head, room=0, envelopes=envelopes, turn=turn)
    return former, ask


def _sealed(former: Former, start: int, prior: bytes, payloads: list[bytes]) -> list[msgspec.Raw]:
    envelopes = []
    for run in batches(payloads):
        envelope = seal(former.device, start + 1, prior, run, signing_key(former.key))
        envelopes.append(msgspec.Raw(_encoder.encode(to_row(envelope))))
        start, prior = envelope.last, envelope.head
    return envelopes


def _read(raw: Any, name: str) -> Former:
    row = raw.execute(f"SELECT {_COLUMNS} FROM sync_former WHERE device = ?", (name,)).fetchone()  # noqa: S608
    device, key, seq, head, acknowledged, acknowledged_head, pruned, pruned_head = row
    return Former(
        device, bytes(key), seq, bytes(head), acknowledged, bytes(acknowledged_head), pruned, pruned_head
    )


def _start(former: Former) -> tuple[int, bytes]:
    """From where its chain can be sent: what is acknowledged, or where what is kept begins."""
    if former.acknowledged >= former.pruned:
        return former.acknowledged, former.acknowledged_head
    return former.pruned, bytes(former.pruned_head or START)


def _settle(intake: Intake, former: Former, answer: Answer) -> None:
    """Moves the mark of an earlier name. It is settled once the gateway holds all that is left of it here, or
    takes no more of it."""
    raw, receipt = intake.raw, answer.receipt
    keep_stamps(intake, answer, former.device)
    start, prior = _start(former)
    reached = _reached(receipt, start)
    head = receipt.head if reached == receipt.upto else chained(prior, _hashes(raw, former, start, reached))
    settled = reached >= former.seq or reached == former.acknowledged
    raw.execute(
        "UPDATE sync_former SET acknowledged = ?, acknowledged_head = ?,"
        " settled = iif(?, (SELECT epoch FROM sync_line), '') WHERE device = ?",
        (reached, head, settled, former.device),
    )
    raw.execute("UPDATE sync_line SET turn = turn + 1")
    _drop_safe(raw, former, min(receipt.safe, receipt.upto))


def _drop_safe(raw: Any, former: Former, safe: int) -> None:
    if safe <= former.pruned:
        return
    head = chained(bytes(former.pruned_head or START), _hashes(raw, former, former.pruned, safe))
    raw.execute(
        "UPDATE sync_former SET pruned = ?, pruned_head = ? WHERE device = ?", (safe, head, former.device)
    )
    raw.execute("DELETE FROM sync_straggler WHERE device = ? AND seq <= ?", (former.device, safe))


def _hashes(raw: Any, former: Former, after: int, upto: int) -> list[tuple[Any]]:
    rows: list[tuple[Any]] = raw.execute(
        "SELECT hash FROM sync_straggler WHERE device = ? AND seq > ? AND seq <= ? ORDER BY seq",
        (former.device, after, min(upto, former.seq)),
    ).fetchall()
    return rows


def _reached(receipt: Receipt, start: int) -> int:
    """The last of our transactions that is held without a gap after `start`."""
    if receipt.upto >= start:
        return receipt.upto
    return next((last for first, last in receipt.ahead if first <= start + 1 <= last), receipt.upto)


def left_unsaid(raw: Any) -> list[msgspec.Raw]:
    """What earlier names have not been acknowledged, for a letter: sealed under those names, oldest first."""
    said: list[msgspec.Raw] = []
    for (name,) in raw.execute("SELECT device FROM sync_former ORDER BY number").fetchall():
        former = _read(raw, name)
        start, prior = _start(former)
        rows = raw.execute(
            "SELECT payload FROM sync_straggler WHERE device = ? AND seq > ? ORDER BY seq", (name, start)
        ).fetchall()
        said += _sealed(former, start, prior, [bytes(payload) for (payload,) in rows])
    return said


def certificates(raw: Any) -> list[Certificate]:
    """The whole line of names, oldest first: a letter cannot ask which of them are known."""
    rows = raw.execute(
        "SELECT certificate, number FROM sync_former WHERE certificate IS NOT NULL UNION ALL"
        " SELECT certificate, 1e9 FROM sync_self WHERE certificate IS NOT NULL ORDER BY 2"
    ).fetchall()
    return [msgspec.json.decode(bytes(certificate), type=Certificate) for certificate, _ in rows]


def settle_by_letter(database: Database, answer: Answer) -> None:
    """What a letter says of an earlier name counts as if that name had asked."""
    with database.taking_in() as intake:
        name = answer.receipt.device
        if intake.raw.execute("SELECT 1 FROM sync_former WHERE device = ?", (name,)).fetchone():
            _settle(intake, _read(intake.raw, name), answer)


def resolve(database: Database, line: Line, turned: Turned) -> None:
    """What a PC can put right without a person: another history under its name, or a gateway that has
    forgotten a name which an older one can introduce again. Raises the refusal otherwise."""
    if turned.code == "fork":
        part(database, line, _present(database)[0], "fork")
        return
    with database.taking_in() as intake:
        known = intake.raw.execute(
            "UPDATE sync_self SET introduced = 0 WHERE introduced AND certificate IS NOT NULL RETURNING 1"
        ).fetchall()
        if turned.code != "unknown-device" or not known:
            raise turned
        intake.raw.execute("UPDATE sync_former SET introduced = 0 WHERE certificate IS NOT NULL")


def part(database: Database, line: Line, device: str, reason: str) -> None:
    """Finds where the gateway's history of a name and ours are still one, and goes on under a new name."""
    heads, low = _heads(database, device)

    def theirs(seqs: Any) -> list[bytes]:
        return line.call("trace", Trace(PROTOCOL, list(seqs)), Traced).heads

    common = last_common(heads.__getitem__, theirs, low, max(heads, default=low))
    now = to_instant(database.clock.now())
    with database.taking_in() as intake:
        intake.part_ways(device=device, after=common, reason=reason, now=now)


def _heads(database: Database, device: str) -> tuple[dict[int, bytes], int]:
    """Our chain of a name, as far back as it is kept, and where that begins."""
    with database.reading() as session:
        raw = database.raw(session)
        pruned, head = raw.execute(
            "SELECT pruned, pruned_head FROM sync_former WHERE device = ?1 UNION ALL"
            " SELECT pruned, pruned_head FROM sync_self WHERE device = ?1",
            (device,),
        ).fetchone()
        rows = raw.execute(
            "SELECT seq, hash FROM sync_straggler WHERE device = ?1 UNION ALL"
            " SELECT o.seq, o.hash FROM sync_outbox o, sync_self s WHERE s.device = ?1 ORDER BY 1",
            (device,),
        ).fetchall()
    heads: dict[int, bytes] = {}
    last = bytes(head or START)
    for seq, hashed in rows:
        last = heads[seq] = chained(last, [(hashed,)])
    return heads, pruned
