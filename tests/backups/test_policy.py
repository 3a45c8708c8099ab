"""IT's signed policy sets the rhythm of backups and names where they go; without one the usual holds."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

from station_app.backups.service import make
from station_app.backups.service.policy import policy_of, policy_on
from station_app.backups.service.targets import places
from station_app.store import policy
from station_app.store.database import Database
from station_app.store.vault.signing import new_signing_key, signed

IT = "bốn trâu xanh ăn phở"


def sign(opened: Database, text: str) -> None:
    """As IT's stick brings it: trusted, signed, laid into the folder, taken in."""
    home = opened.path.parent
    pem, public = new_signing_key(IT)
    policy.trust(opened, public)
    (home / policy.FILE).write_text(text, "utf-8")
    (home / policy.SIGNATURE).write_bytes(b64encode(signed(pem, IT, text.encode())))
    assert policy.take_in(opened, home).refused is None


def test_what_nobody_signed_is_what_ships(opened: Database):
    usual, shipped = policy.Policy(), policy_on(opened.clock.today())
    assert policy_of(opened) == shipped
    assert timedelta(hours=usual.backup_hours) == shipped.every
    assert timedelta(days=usual.backup_warn_days) == shipped.warn_after
    assert timedelta(days=usual.drill_days) == shipped.drill_after


def test_a_signed_rhythm_is_kept_and_a_signed_folder_becomes_a_place(opened: Database, stick: Path):
    missing = stick / "not-there"
    sign(
        opened,
        "serial = 1\n[backups]\nevery_hours = 2\nwarn_days = 1\n"
        f"targets = ['{stick.as_posix()}', '{missing.as_posix()}']\n",
    )
    now = policy_of(opened)
    assert (now.every, now.warn_after) == (timedelta(hours=2), timedelta(days=1))
    made = make(opened, "asked")
    assert made.place.folder is not None
    assert stick in made.place.folder.parents or made.place.folder == stick
    assert [place.is_here for place in places(opened)] == [False, True]
    make(opened, "asked")
    assert len(places(opened)) == 2
