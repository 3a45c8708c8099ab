"""People and the numbers they are known by."""

from sqlalchemy import Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from station_app.store.record import Local, Record, field
from sync.policy import Kind, Policy


class Person(Record):
    __tablename__ = "person"
    # The few who were withdrawn, so that counts may leave them out cheaply.
    __table_args__ = (Index("ix_person_withdrawn", "id", sqlite_where=text("gone IS NOT NULL")),)

    full_name: Mapped[str | None] = field(Kind.TEXT, "Họ và tên", required=True, sensitive=True)
    sex: Mapped[str | None] = field(Kind.CODE, "Giới tính", codes="sex")
    birth_date: Mapped[str | None] = field(Kind.DATE, "Ngày sinh", required=True, sensitive=True)
    birth_time: Mapped[str | None] = field(Kind.TEXT, "Giờ sinh")
    ethnicity: Mapped[str | None] = field(Kind.CODE, "Dân tộc", codes="ethnic_groups", policy=Policy.LATEST)
    occupation: Mapped[str | None] = field(
        Kind.CODE, "Nghề nghiệp", codes="occupations", policy=Policy.LATEST
    )
    nationality: Mapped[str | None] = field(Kind.TEXT, "Quốc tịch", policy=Policy.LATEST)
    phone: Mapped[str | None] = field(Kind.TEXT, "Điện thoại", policy=Policy.LATEST, sensitive=True)
    email: Mapped[str | None] = field(Kind.TEXT, "Thư điện tử", policy=Policy.LATEST, sensitive=True)
    blood_group: Mapped[str | None] = field(Kind.CODE, "Nhóm máu", codes="blood_groups")
    guardian_name: Mapped[str | None] = field(
        Kind.TEXT, "Người giám hộ", policy=Policy.LATEST, sensitive=True
    )
    guardian_phone: Mapped[str | None] = field(
        Kind.TEXT, "Điện thoại người giám hộ", policy=Policy.LATEST, sensitive=True
    )
    mother: Mapped[str | None] = field(Kind.REFERENCE, "Mẹ", refers="person")
    father: Mapped[str | None] = field(Kind.REFERENCE, "Bố", refers="person")
    died_on: Mapped[str | None] = field(Kind.DATE, "Ngày mất")
    note: Mapped[str | None] = field(Kind.TEXT, "Ghi chú", policy=Policy.LATEST)


class Identifier(Record):
    __tablename__ = "identifier"

    person: Mapped[str | None] = field(
        Kind.REFERENCE, "Người", refers="person", policy=Policy.ONCE, required=True
    )
    type: Mapped[str | None] = field(
        Kind.CODE, "Loại số", codes="identifier_types", policy=Policy.ONCE, required=True
    )
    value: Mapped[str | None] = field(Kind.TEXT, "Số", required=True, sensitive=True, index=True)
    valid_from: Mapped[str | None] = field(Kind.DATE, "Có giá trị từ")
    valid_to: Mapped[str | None] = field(Kind.DATE, "Có giá trị đến")
    status: Mapped[str | None] = field(Kind.TEXT, "Tình trạng", policy=Policy.LATEST)
    source: Mapped[str | None] = field(Kind.TEXT, "Nguồn", policy=Policy.LATEST)


class PersonSearch(Local):
    """The folded words of a person, kept by `service.derive`; `number` is the row of the word index.

    `folded`: name words, then the birth date's digits. `digits`: every number of the person."""

    __tablename__ = "person_search"
    __table_args__ = (
        Index("ix_person_search_sort_key", "sort_key", "folded"),
        Index("ix_person_search_given", "given", "sort_key", "folded"),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    person: Mapped[str] = mapped_column(Text, unique=True)
    sort_key: Mapped[str] = mapped_column(Text)
    given: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    digits: Mapped[str] = mapped_column(Text)
