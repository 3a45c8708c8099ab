"""Taking in `station.toml`: only signed, whole, newer, for this station; else the last good one goes on."""

from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.store import audit
from station_app.store.database import Database
from station_app.store.policy.terms import LONGEST_FILE, Policy, parsed
from station_app.store.station import KeptPolicy, Station
from station_app.store.vault.signing import SIGNATURE_BYTES, checked_signer, is_signed

FILE = "station.toml"
SIGNATURE = "station.toml.sig"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force, since when, whose signature counts here, and why the file beside it is not taken."""

    policy: Policy
    taken_at: str | None
    signer: str | None
    refused: str | None


def current(database: Database) -> Policy:
    """The policy in force. Without a signed one, what `resources/policies/station.json` sets."""
    return standing(database).policy


def standing(database: Database) -> Standing:
    with database.reading() as session:
        kept = session.get(KeptPolicy, 1)
    if kept is None:
        return Standing(Policy(), None, None, None)
    try:
        policy = parsed(kept.content) if kept.content else Policy()
    except Refused as refusal:  # law has become stricter since it was signed
        return Standing(Policy(), kept.taken_at, kept.signer, refusal.reason)
    return Standing(policy, kept.taken_at, kept.signer, kept.refused)


def signer(database: Database) -> str | None:
    """The public key whose signature counts here."""
    return standing(database).signer


def trust(database: Database, key: str) -> None:
    """From now on policies signed by this key are taken in: from the provisioning file, or by the head."""
    key = checked_signer(key)
    with database.writing() as session:
        kept = session.get(KeptPolicy, 1) or KeptPolicy(id=1)
        kept.signer, kept.seen = key, None
        session.add(kept)
    audit.note(database, audit.Action.POLICY_CHANGED, entity="policy", detail="signer")


def take_in(database: Database, home: Path) -> Standing:
    """Looks at the file in `home`, once for each content: what was refused is not complained of again."""
    found = _found(home)
    if found is None:
        return standing(database)
    content, signature = found
    seen = sha256(content + signature).hexdigest()
    with database.reading() as session:
        kept = session.get(KeptPolicy, 1)
        station = session.get(Station, 1)
    if kept is not None and kept.seen == seen:
        return standing(database)
    try:
        policy = _admitted(kept, content, signature, station.code if station else "")
    except Refused as refusal:
        _keep(database, seen, refused=refusal.reason)
        audit.note(
            database,
            audit.Action.POLICY_CHANGED,
            entity="policy",
            result=audit.Result.REFUSED,
            detail=refusal.code or "",
        )
        return standing(database)
    _keep(database, seen, content=content, signature=signature)
    audit.note(database, audit.Action.POLICY_CHANGED, entity="policy", detail=f"serial {policy.serial}")
    return standing(database)


def _admitted(kept: KeptPolicy | None, content: bytes, signature: bytes, station: str) -> Policy:
    if kept is None or kept.signer is None:
        raise _refused(
            "máy này chưa biết khoá ký của cán bộ tin học",
            "Trưởng trạm chạy lệnh station policy trust với khoá do cán bộ tin học đưa tận tay",
            "policy_unknown_signer",
        )
    if not is_signed(kept.signer, content, signature):
        raise _refused(
            "chữ ký không khớp: tệp đã bị sửa sau khi ký, thiếu tệp .sig, hoặc người khác ký",
            "Nhờ cán bộ tin học ký lại",
            "policy_unsigned",
        )
    policy = parsed(content)
    if policy.station and policy.station != station:
        raise _refused(
            f"tệp ký cho trạm {policy.station}", "Chép đúng tệp của trạm này", "policy_other_station"
        )
    if policy.serial <= (now := _serial(kept)):
        raise _refused(
            f"số thứ tự {policy.serial} không mới hơn {now} đang dùng",
            "Nhờ cán bộ tin học tăng serial rồi ký lại",
            "policy_older",
        )
    return policy


def _serial(kept: KeptPolicy) -> int:
    try:
        return parsed(kept.content).serial if kept.content else 0
    except Refused:
        return 0


def _keep(
    database: Database,
    seen: str,
    *,
    content: bytes | None = None,
    signature: bytes | None = None,
    refused: str | None = None,
) -> None:
    with database.writing() as session:
        kept = session.get(KeptPolicy, 1) or KeptPolicy(id=1)
        kept.seen, kept.refused = seen, refused
        if content is not None:
            kept.content, kept.signature = content, signature
            kept.taken_at = to_instant(database.clock.now())
        session.add(kept)


def _found(home: Path) -> tuple[bytes, bytes] | None:
    """The file and its signature; a missing or unreadable signature signs nothing."""
    try:
        with (home / FILE).open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
    except OSError:
        return None
    try:
        with (home / SIGNATURE).open("rb") as file:
            signature = b64decode(file.read(4 * SIGNATURE_BYTES), validate=False)
    except (OSError, ValueError):
        signature = b""
    return content, signature


def _refused(why: str, what: str, code: str) -> Refused:
    return Refused(
        f"Không nhận tệp chính sách station.toml: {why}. Chính sách cũ vẫn dùng. {what}.", "policy", code=code
    )
