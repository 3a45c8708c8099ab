"""The commune of this benchmark: 2,000 households, 8,000 people, 30,000 visits, 40,000 doses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import resources
from station_app.demo.chance import Chance
from station_app.demo.names import PEOPLES, full_name, surname
from tests.benchmarks.day import AS_OF

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]

SEED = 2026
HAMLETS = tuple(f"Bản {name}" for name in ("Dền", "Pho", "Lếch", "Lao", "Séo", "Thào", "Sín", "Chải", "Hồ"))
FIRST_VISIT, FIRST_DOSE, YESTERDAY = date(2019, 1, 1), date(2015, 1, 1), AS_OF - timedelta(days=1)
PRACTITIONERS = ("BS. Cầm Thị Nhung", "YS. Hạng A Chư", "YS. Lý Mẩy Chài")
NURSES = ("ĐD. Sùng Thị Dợ", "YS. Hạng A Chư", "NHS. Vi Thị Thơm")
# Not the words of the demo commune: the dictionary of the product was trained on those.
_AILMENTS = (
    ("J06.9", "Nhiễm khuẩn hô hấp trên cấp tính", "Ho, sổ mũi 3 ngày nay", "Họng đỏ nhẹ, amidan không sưng"),
    ("J20.9", "Viêm phế quản", "Ho nhiều về đêm, khạc đờm trắng", "Ran ngáy rải rác hai phổi"),
    ("J18.9", "Viêm phổi thùy dưới", "Sốt cao 3 ngày, mệt nhiều", "Thở 32 lần/phút, ran nổ đáy phổi phải"),
    ("A09.0", "Tiêu chảy cấp nghi nhiễm khuẩn", "Đi lỏng 5 lần từ sáng", "Mất nước nhẹ, bụng mềm"),
    ("I10", "Tăng huyết áp độ 2", "Đau đầu, nóng bừng mặt", "Tim đều, không phù"),
    ("E11.9", "Đái tháo đường típ 2, chưa biến chứng", "Khát nước, đi tiểu nhiều", "Đường máu mao mạch 11,2"),
    ("K29.7", "Viêm loét dạ dày", "Đau bụng trên rốn khi đói", "Ấn thượng vị đau, không phản ứng"),
    ("M54.5", "Đau lưng do co cứng cơ", "Đau lưng sau khi gùi ngô", "Cơ cạnh sống co cứng, không tê chân"),
    ("M17.9", "Thoái hóa gối hai bên", "Đau gối, khó lên bậc", "Lạo xạo khớp gối, không sưng nóng"),
    ("L50.9", "Mày đay do thức ăn", "Ngứa khắp người sau ăn tôm", "Sẩn phù toàn thân, không khó thở"),
    ("B86", "Ghẻ ngứa", "Cả nhà ngứa hơn một tuần", "Mụn nước kẽ ngón, vết gãi"),
    ("H10.9", "Đau mắt đỏ", "Cộm mắt, nhiều ghèn", "Kết mạc cương tụ hai bên"),
    ("H66.9", "Viêm tai giữa cấp", "Trẻ quấy khóc, kéo tai", "Màng nhĩ phải đỏ, phồng"),
    ("N39.0", "Nhiễm khuẩn đường tiểu dưới", "Đái buốt từ hôm qua", "Ấn hạ vị tức, không sốt"),
    ("T14.1", "Vết thương phần mềm cẳng tay", "Dao chặt vào tay", "Vết rách 4 cm, không đứt gân"),
    ("S93.4", "Bong gân cổ chân trái", "Trượt ngã đường dốc", "Sưng mắt cá ngoài, tì đau"),
    (
        "Z34.9",
        "Thai 24 tuần phát triển bình thường",
        "Đến khám thai theo hẹn",
        "Tim thai 142, bề cao tử cung 22 cm",
    ),
    ("D50.9", "Thiếu máu nhẹ", "Hoa mắt khi đứng dậy", "Da niêm mạc hơi nhợt"),
    ("K02.9", "Sâu răng hàm dưới", "Nhức răng không ngủ được", "Răng 36 sâu to, lợi không sưng"),
    ("R51", "Đau đầu căng thẳng", "Đau đầu hai bên thái dương", "Không dấu thần kinh khu trú"),
)
_ADVICE = (
    "Uống nhiều nước, nghỉ ngơi, khám lại khi sốt trên 39 độ",
    "Khám lại sau 5 ngày hoặc khi thấy nặng hơn",
    "Đo huyết áp hằng ngày, ăn nhạt",
    "Chuyển tuyến trên nếu không đỡ sau 2 ngày",
)
_MEDICINES = (
    "Paracetamol 500 mg × 10 viên, ngày 2 lần sau ăn",
    "Amoxicilin 500 mg × 14 viên, ngày 2 lần",
    "Amlodipin 5 mg × 30 viên, sáng 1 viên",
    "Metformin 850 mg × 60 viên, ngày 2 lần trong bữa ăn",
    "Omeprazol 20 mg × 14 viên, trước ăn sáng 30 phút",
    "Oresol × 6 gói, pha mỗi gói với 200 ml nước, uống dần",
    "Loratadin 10 mg × 5 viên, tối 1 viên",
    "Sắt, acid folic × 30 viên, ngày 1 viên",
)


@dataclass(frozen=True)
class Size:
    households: int
    people: int
    visits: int
    doses: int


WHOLE = Size(2_000, 8_000, 30_000, 40_000)
SMALL = Size(100, 400, 1_500, 2_000)


def commune(size: Size) -> Tables:
    """Rows of each entity by the names of its fields, what is referred to before what refers to it."""
    chance = Chance(SEED, "commune")
    houses = [_household(chance, number) for number in range(size.households)]
    people = [_person(chance) for _ in range(size.people)]
    homes = [houses[number % len(houses)] for number in range(len(people))]
    return {
        "household": houses,
        "person": people,
        "identifier": [paper for person in people for paper in _papers(chance, person)],
        "household_member": [
            _member(chance, home, person, number // len(houses))
            for number, (home, person) in enumerate(zip(homes, people, strict=True))
        ],
        "dose": [_dose(chance, people, _day(chance, FIRST_DOSE)) for _ in range(size.doses)],
        "visit": [_visit(chance, people, _day(chance, FIRST_VISIT)) for _ in range(size.visits)],
    }


def visits_of(chance: Chance, people: list[Row], day: date, count: int) -> Iterator[Row]:
    return (_visit(chance, people, day) for _ in range(count))


def doses_of(chance: Chance, people: list[Row], day: date, count: int) -> Iterator[Row]:
    return (_dose(chance, people, day) for _ in range(count))


def phone(chance: Chance) -> str:
    return f"0500{chance.whole(0, 999_999):06}"


def occupation(chance: Chance) -> str:
    return chance.pick(_codes("occupations"))


@cache
def _codes(name: str) -> tuple[str, ...]:
    return tuple(code.code for code in resources.codes(name))


def _day(chance: Chance, first: date) -> date:
    return chance.day_between(first, YESTERDAY)


def _household(chance: Chance, number: int) -> Row:
    hamlet = chance.whole(0, len(HAMLETS) - 1)
    return {
        "id": chance.id_on(_day(chance, date(2021, 1, 1))),
        "code": f"02290-{hamlet:03}-A{number + 1:04}",
        "hamlet": HAMLETS[hamlet],
        "house_number": str(chance.whole(1, 300)),
        "address": f"{HAMLETS[hamlet]}, xã Mường Hoa, tỉnh Lào Cai",
        "ward_code": "02290",
        "poverty_class": "poor" if chance.happens(0.15) else chance.pick(_codes("poverty_classes")),
        "poverty_year": AS_OF.year,
        "water_source": chance.pick(_codes("water_sources")),
        "water_hygienic": chance.happens(0.7),
        "latrine": chance.pick(_codes("latrines")),
        "latrine_hygienic": chance.happens(0.7),
        "waste": chance.pick(_codes("waste")),
        "phone": phone(chance),
    }


def _person(chance: Chance) -> Row:
    sex, people = chance.pick(("male", "female")), chance.among(PEOPLES)
    return {
        "id": chance.id_on(_day(chance, date(2021, 1, 1))),
        "full_name": full_name(chance, people, sex, surname(chance, people)),
        "sex": sex,
        "birth_date": _day(chance, date(1935, 1, 1)).isoformat(),
        "ethnicity": people,
        "occupation": occupation(chance),
        "nationality": "VN",
        "phone": phone(chance) if chance.happens(0.6) else None,
        "blood_group": chance.pick(_codes("blood_groups")) if chance.happens(0.7) else None,
        "note": "Dị ứng penicilin" if chance.happens(0.1) else None,
    }


def _papers(chance: Chance, person: Row) -> Iterator[Row]:
    born = person["birth_date"]
    if born < "2010":
        citizen = f"010{chance.whole(0, 3)}{born[2:4]}99{chance.whole(0, 9999):04}"
        yield _paper(chance, person, "SDDCN", citizen, "QR_CCCD")
    if chance.happens(0.93):
        card = f"{chance.pick(('DT2', 'HN2', 'GD4', 'TE1', 'HS4'))}1099{chance.whole(0, 99_999_999):08}"
        yield _paper(chance, person, "MA_THE_BHYT", card, "TRA_CUU_BHXH")


def _paper(chance: Chance, person: Row, kind: str, value: str, source: str) -> Row:
    made = chance.id_on(_day(chance, date(2021, 1, 1)))
    return {
        "id": made,
        "person": person["id"],
        "type": kind,
        "value": value,
        "status": "active",
        "source": source,
    }


def _member(chance: Chance, home: Row, person: Row, place: int) -> Row:
    return {
        "id": chance.id_on(_day(chance, date(2021, 1, 1))),
        "household": home["id"],
        "person": person["id"],
        "relation": _codes("relations")[place],
        "residence": "permanent",
        "from_date": max(person["birth_date"], "2010-01-01"),
    }


def _visit(chance: Chance, people: list[Row], day: date) -> Row:
    icd10, diagnosis, reason, symptoms = chance.pick(_AILMENTS)
    minute = chance.whole(0, 9 * 60 - 20)
    medicines = {chance.pick(_MEDICINES) for _ in range(chance.whole(1, 3))}
    return {
        "id": chance.id_on(day),
        "person": chance.pick(people)["id"],
        "status": "closed",
        **{f"{name}_at": _instant(day, minute + later) for name, later in _STEPS.items()},
        "visit_type": "01",
        "reason": reason,
        "symptoms": symptoms,
        "pulse": chance.whole(60, 110),
        "temperature": f"{36.2 + chance.share() * 3.2:.1f}".removesuffix(".0"),
        "systolic": chance.whole(95, 170),
        "diastolic": chance.whole(55, 100),
        "breathing": chance.whole(14, 28),
        "spo2": chance.whole(94, 99),
        "weight": f"{7 + chance.share() * 73:.1f}".removesuffix(".0"),
        "diagnosis": diagnosis,
        "icd10_main": icd10,
        "icd10_other": chance.pick(_AILMENTS)[0] if chance.happens(0.25) else None,
        "treatment": "; ".join(sorted(medicines)),
        "outcome": chance.pick(("1", "2", "3")),
        "practitioner": chance.pick(PRACTITIONERS),
        "follow_up_on": (day + timedelta(days=5)).isoformat() if chance.happens(0.3) else None,
        "note": chance.pick(_ADVICE),
    }


_STEPS = {"arrived": 0, "started": 6, "ended": 14}


def _dose(chance: Chance, people: list[Row], day: date) -> Row:
    product = chance.pick(resources.codes("vaccine_products"))
    return {
        "id": chance.id_on(day),
        "person": chance.pick(people)["id"],
        "vaccine": product.code,
        "dose_number": chance.whole(1, 4),
        "given_on": day.isoformat(),
        "given_at": _instant(day, chance.whole(0, 9 * 60)),
        "lot": f"{chance.pick('ABCDEFGH')}{chance.whole(100_000, 999_999)}",
        "expiry": (day + timedelta(days=chance.whole(60, 700))).isoformat(),
        "manufacturer": product.extra["manufacturer"],
        "site": product.extra["site"],
        "route": product.extra["route"],
        "volume": f"{product.extra['volume']} {product.extra['unit']}",
        "program": product.extra["program"],
        "vaccinator": chance.pick(NURSES),
        "screening": "Đủ điều kiện",
        "reaction": "Sốt nhẹ" if chance.happens(0.03) else None,
    }


def _instant(day: date, minute: int) -> str:
    """Minutes after 07:00 in Vietnam are minutes after midnight in UTC."""
    return f"{day}T{minute // 60:02}:{minute % 60:02}:00Z"
