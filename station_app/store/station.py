"""Which station and which service point this PC belongs to."""

from sqlalchemy import CheckConstraint, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from station_app.store.record import Local


class Station(Local):
    """One row: what `init` was told and what enrolment added."""

    __tablename__ = "station"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    point: Mapped[str] = mapped_column(Text)
    point_name: Mapped[str] = mapped_column(Text)
    province: Mapped[str | None] = mapped_column(Text)
    ward: Mapped[str | None] = mapped_column(Text)
    serial: Mapped[int] = mapped_column(Integer, default=0)


class Account(Local):
    """Which user a login of this PC's vault stands for: two PCs may each have chosen the same login."""

    __tablename__ = "account"

    login: Mapped[str] = mapped_column(Text, primary_key=True)
    user: Mapped[str] = mapped_column(Text)


class PhoneSecret(Local):
    """The second check of a login of this PC, sealed under the key that only its password gives."""

    __tablename__ = "phone_secret"

    login: Mapped[str] = mapped_column(Text, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[str] = mapped_column(Text)


class AccountUse(Local):
    """When a login of this PC was last used, by the province's time; the slot of one that was stopped."""

    __tablename__ = "account_use"

    login: Mapped[str] = mapped_column(Text, primary_key=True)
    fresh: Mapped[int] = mapped_column(Integer, default=0)
    seen_at: Mapped[str | None] = mapped_column(Text)
    warned_at: Mapped[str | None] = mapped_column(Text)
    stopped_at: Mapped[str | None] = mapped_column(Text)
    slot: Mapped[str | None] = mapped_column(Text)


class KeptPolicy(Local):
    """One row: the last signed policy that was taken in, whose signature counts, and what was not taken."""

    __tablename__ = "policy"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    signer: Mapped[str | None] = mapped_column(Text)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    taken_at: Mapped[str | None] = mapped_column(Text)
    seen: Mapped[str | None] = mapped_column(Text)
    refused: Mapped[str | None] = mapped_column(Text)


class SealedDraft(Local):
    """What was typed into a form and not yet saved. Only its author's own key opens the box; `place` is made
    with that key from the address, so that the row says nothing but whose it is."""

    __tablename__ = "sealed_draft"

    user: Mapped[str] = mapped_column(Text, primary_key=True)
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)


class OldDraft(Local):
    """As releases before 0.3 kept it; sealed when its author next signs in."""

    __tablename__ = "draft"

    user: Mapped[str] = mapped_column(Text, primary_key=True)
    address: Mapped[str] = mapped_column(Text, primary_key=True)
    fields: Mapped[str] = mapped_column(Text)
    at: Mapped[str] = mapped_column(Text)


class LastOpening(Local):
    """One row: the newest slot file this PC has seen, so that an older one put in its place is noticed."""

    __tablename__ = "last_opening"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vault: Mapped[str] = mapped_column(Text)
    generation: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(Text)
