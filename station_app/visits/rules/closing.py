"""What a visit needs before it is closed, and when a person may be asked back."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from station_app.common.days import PartialDate, add_months
from station_app.common.errors import Refused
from station_app.visits.rules.vitals import Doubt

WEIGHED_BELOW_MONTHS = 72
MOST_OTHER_CODES = 12
"""MA_BENH_KT of the insurance XML takes this many."""
_ICD10 = re.compile(r"[A-Z][0-9]{2}(\.[0-9]{1,2})?")


def against_closing(values: Mapping[str, object], *, months: int | None) -> Iterator[Doubt]:
    if not values.get("diagnosis") and not values.get("icd10_main"):
        yield Doubt("Cần chẩn đoán trước khi kết thúc lượt khám.", "diagnosis", refuse=True)
    if months is not None and months < WEIGHED_BELOW_MONTHS and not values.get("weight"):
        text = "Trẻ dưới 6 tuổi cần cân nặng để tính liều thuốc. Cân rồi nhập, hoặc lưu nếu không cân được."
        yield Doubt(text, "weight", refuse=False)


def against_follow_up(on: PartialDate | None, seen: date) -> Iterator[Doubt]:
    """`seen` is the day of the visit, so that a visit written down later is judged by its own day."""
    if on is None:
        return
    if on.latest <= seen:
        text = f"Ngày hẹn {on.shown} phải sau ngày khám {PartialDate.of(seen).shown}. Xem lại ngày."
        yield Doubt(text, "follow_up_on", refuse=True)
    elif on.earliest > add_months(seen, 12):
        text = f"Ngày hẹn {on.shown} cách hơn một năm. Lưu nếu đúng."
        yield Doubt(text, "follow_up_on", refuse=False)


def other_codes(text: str | None, main: str | None) -> str | None:
    """The other diagnoses in one form, "E11.9; I10": typed with commas, spaces or small letters.

    Raises Refused for what is no ICD-10 code; the main diagnosis is not said twice."""
    codes = [code for code in re.split(r"[;,\s]+", (text or "").upper()) if code]
    for code in codes:
        if not _ICD10.fullmatch(code):
            raise Refused(
                f"“{code}” không phải mã ICD-10, ví dụ đúng: E11.9. Tên bệnh ghi ở ô chẩn đoán.",
                "icd10_other",
            )
    kept = [code for code in dict.fromkeys(codes) if code != main]
    if len(kept) > MOST_OTHER_CODES:
        raise Refused(f"Chỉ ghi được {MOST_OTHER_CODES} mã bệnh kèm theo.", "icd10_other")
    return "; ".join(kept) or None
