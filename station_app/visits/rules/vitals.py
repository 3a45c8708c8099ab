"""Vital signs: what no living person has is refused, what is rare at this age is asked once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

GROWN_MONTHS = 12 * 16


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that speaks against a value; `refuse` where it cannot be, else it is asked once."""

    text: str
    field: str
    refuse: bool


Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sign:
    """`usual` goes by age: the first entry whose upper age in months is not reached holds."""

    label: str
    unit: str
    possible: Span
    usual: tuple[tuple[int, Span], ...]

    def usual_at(self, months: int | None) -> Span:
        age = GROWN_MONTHS if months is None else months
        return next((span for below, span in self.usual if age < below), self.usual[-1][1])


EVER = 10_000
SIGNS: Mapping[str, Sign] = {
    "pulse": Sign("Mạch", "lần/phút", (20, 300), ((12, (80, 190)), (72, (65, 170)), (EVER, (40, 140)))),
    "temperature": Sign("Nhiệt độ", "°C", (30, 44), ((EVER, (35, 40.5)),)),
    "systolic": Sign(
        "Huyết áp tâm thu", "mmHg", (40, 300), ((72, (60, 130)), (GROWN_MONTHS, (70, 150)), (EVER, (80, 200)))
    ),
    "diastolic": Sign(
        "Huyết áp tâm trương",
        "mmHg",
        (20, 200),
        ((72, (30, 90)), (GROWN_MONTHS, (40, 100)), (EVER, (45, 120))),
    ),
    "breathing": Sign("Nhịp thở", "lần/phút", (4, 130), ((12, (20, 70)), (72, (15, 60)), (EVER, (10, 40)))),
    "spo2": Sign("SpO₂", "%", (30, 100), ((EVER, (90, 100)),)),
    "weight": Sign(
        "Cân nặng",
        "kg",
        (0.4, 300),
        ((12, (1.5, 15)), (72, (4, 40)), (GROWN_MONTHS, (10, 100)), (EVER, (30, 120))),
    ),
    "height": Sign(
        "Chiều cao",
        "cm",
        (20, 250),
        ((12, (40, 90)), (72, (60, 135)), (GROWN_MONTHS, (90, 190)), (EVER, (130, 195))),
    ),
}
"""Our own limits, wide enough that the ill still pass: they catch slips of the finger, not disease."""


def against_vitals(values: Mapping[str, object], *, months: int | None) -> tuple[Doubt, ...]:
    """Everything against the signs of one visit, what is refused first; `months` is the age, None unknown."""
    found = [*_ranges(values, months), *_pressure(values)]
    return tuple(sorted(found, key=lambda doubt: not doubt.refuse))


def _ranges(values: Mapping[str, object], months: int | None) -> Iterator[Doubt]:
    for name, sign in SIGNS.items():
        if (number := number_of(values.get(name))) is None:
            continue
        low, high = sign.possible
        shown = f"{sign.label} {_comma(number)} {sign.unit}"
        if not low <= number <= high:
            limits = f"{_comma(low)} đến {_comma(high)}"
            yield Doubt(f"{shown} không thể có; chỉ nhận từ {limits}. Xem lại số đã gõ.", name, refuse=True)
            continue
        usual_low, usual_high = sign.usual_at(months)
        if not usual_low <= number <= usual_high:
            yield Doubt(f"{shown} hiếm gặp ở tuổi này. Đo lại nếu cần, rồi lưu nếu đúng.", name, refuse=False)


def _pressure(values: Mapping[str, object]) -> Iterator[Doubt]:
    systolic, diastolic = number_of(values.get("systolic")), number_of(values.get("diastolic"))
    if systolic is not None and diastolic is not None and diastolic >= systolic:
        text = f"Tâm trương ({_comma(diastolic)}) phải thấp hơn tâm thu ({_comma(systolic)}). Xem lại hai số."
        yield Doubt(text, "diastolic", refuse=True)
    elif systolic is not None and diastolic is None:
        yield Doubt(
            "Chưa có huyết áp tâm trương. Nhập thêm, hoặc lưu nếu không đo được.", "diastolic", refuse=False
        )
    elif diastolic is not None and systolic is None:
        yield Doubt(
            "Chưa có huyết áp tâm thu. Nhập thêm, hoặc lưu nếu không đo được.", "systolic", refuse=False
        )


def number_of(value: object) -> Decimal | None:
    """None for what is empty or came unreadable from another PC."""
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def _comma(number: Decimal | float) -> str:
    return f"{number:g}".replace(".", ",")
