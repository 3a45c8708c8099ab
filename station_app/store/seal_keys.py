"""Which PCs of the station read sealed records: each one's public seal key, and the keys it was granted."""

from sqlalchemy.orm import Mapped

from station_app.store.record import Record, entity, field
from sync.policy import Kind, Policy


class SealKey(Record):
    """The public half of a PC's seal key, written by a session that holds the private one. `vouched`: by the
    key of this PC that it follows."""

    __tablename__ = "seal_key"

    public_key: Mapped[str | None] = field(Kind.TEXT, "Khoá công khai", policy=Policy.ONCE, required=True)
    vouched: Mapped[str | None] = field(Kind.TEXT, "Khoá trước bảo lãnh", policy=Policy.ONCE)
    retired: Mapped[str | None] = field(Kind.DATE, "Thôi dùng từ", policy=Policy.LATEST)


class SealGrant(Record):
    """The private half of one seal key, readable by the holder of another alone."""

    __tablename__ = "seal_grant"

    of_key: Mapped[str | None] = field(Kind.TEXT, "Khoá được trao", policy=Policy.ONCE, required=True)
    to_key: Mapped[str | None] = field(Kind.TEXT, "Trao cho khoá", policy=Policy.ONCE, required=True)
    sealed: Mapped[str | None] = field(Kind.TEXT, "Khoá đã niêm phong", policy=Policy.LATEST, required=True)


ENTITIES = (
    entity(SealKey, label="Khoá niêm phong của máy"),
    entity(SealGrant, label="Trao khoá niêm phong"),
)
