"""The rows of households, people, members and their numbers.

Every number has the form of a real one and says that it is none: citizen numbers end in 99 and four
digits that count, insurance numbers and old identity cards begin with 99, telephones with 0500, which no
network was given.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from station_app.demo.chance import Chance, Table
from station_app.demo.households import WARD
from station_app.demo.names import KINH
from station_app.demo.residents import House, Resident, Row

COMMUNE = "xã Mường Hoa, tỉnh Lào Cai"
OLD_COMMUNE = "xã Mường Hoa, huyện Sa Pa, tỉnh Lào Cai"

_WATER = Table({"stream": 38, "drilled_well": 22, "tap": 20, "dug_well": 14, "rain": 6})
_LATRINES = Table({"septic": 34, "pour_flush": 16, "double_vault": 22, "vip": 12, "other": 8, "none": 8})
_WASTE = Table({"burnt": 40, "collected": 30, "buried": 18, "dumped": 12})
_FARMING = Table({"63": 52, "61": 18, "92": 10, "71": 6, "52": 5, "81": 4, "51": 3, "62": 2})
_OFFICE = Table({"23": 30, "52": 25, "14": 8, "22": 7, "41": 10, "83": 10, "72": 10})
_BIRTH_PROVINCE = Table({"010": 86, "012": 5, "015": 4, "011": 2, "025": 2, "001": 1})
_SOURCES = Table({"QR_CCCD": 55, "TRA_CUU_BHXH": 25, "NHAP_TAY": 20})
_BLOOD = Table({"O+": 42, "B+": 30, "A+": 20, "AB+": 6, "O": 1, "B": 1})


class Papers:
    """Writes what the registers say of each household and its people."""

    def __init__(self, chance: Chance, as_of: date) -> None:
        self.chance = chance
        self.as_of = as_of
        self._numbered: Counter[tuple[str, int]] = Counter()
        self._serial = 0

    def household(self, house: House) -> Row:
        chance = self.chance
        water, latrine = chance.among(_WATER), chance.among(_LATRINES)
        phones = (member.phone for member in house.members if member.phone)
        return {
            "id": house.id,
            "code": house.code,
            "hamlet": house.hamlet,
            "house_number": str(house.number // 12 + 1) if house.people == KINH else None,
            "address": f"{house.hamlet}, {COMMUNE}",
            "address_raw": f"{house.hamlet}, {OLD_COMMUNE}" if chance.happens(0.4) else None,
            "ward_code": WARD,
            "ward_code_on": house.registered.isoformat(),
            "address_resolved_by": "demo",
            "poverty_class": house.poverty,
            "poverty_year": self.as_of.year,
            "water_source": water,
            "water_hygienic": water in ("tap", "drilled_well") or chance.happens(0.3),
            "latrine": latrine,
            "latrine_hygienic": latrine not in ("other", "none") and chance.happens(0.85),
            "waste": chance.among(_WASTE),
            "phone": next(phones, None),
            "note": None,
        }

    def person(self, resident: Resident) -> Row:
        chance = self.chance
        age = resident.age_on(self.as_of)
        guardian = (resident.mother or resident.father) if age < 15 else None
        return {
            "id": resident.id,
            "full_name": resident.full_name,
            "sex": resident.sex,
            "birth_date": resident.birth_date,
            "birth_time": f"{chance.whole(0, 23):02}:{chance.whole(0, 59):02}" if age < 2 else None,
            "ethnicity": resident.people,
            "occupation": self._occupation(resident, age),
            "nationality": "VN",
            "phone": resident.phone,
            "email": None,
            "blood_group": chance.among(_BLOOD) if chance.happens(0.25) else None,
            "guardian_name": guardian.full_name if guardian else None,
            "guardian_phone": guardian.phone if guardian else None,
            "mother": resident.mother.id if resident.mother else None,
            "father": resident.father.id if resident.father else None,
            "died_on": resident.died.isoformat() if resident.died else None,
            "note": None,
        }

    def _occupation(self, resident: Resident, age: int) -> str:
        if age < 16 or age > 75:
            return "00"
        return self.chance.among(_OFFICE if resident.people == KINH and not resident.poor else _FARMING)

    def give_phone(self, resident: Resident) -> None:
        age = resident.age_on(self.as_of)
        has_one = 0.0 if age < 15 else 0.84 if age < 60 else 0.45
        if self.chance.happens(has_one):
            self._serial += 1
            resident.phone = f"0500{self._serial * 73_331 % 1_000_000:06}"

    def member(self, house: House, resident: Resident) -> Row:
        ended = resident.died or resident.moved
        began = max(resident.born, date(max(resident.born.year, house.registered.year - 12), 1, 1))
        return {
            "id": self.chance.id_on(resident.registered),
            "household": house.id,
            "person": resident.id,
            "relation": resident.relation,
            "residence": "permanent"
            if self.chance.happens(0.94)
            else self.chance.pick(("temporary", "absent")),
            "from_date": began.isoformat(),
            "to_date": ended.isoformat() if ended else None,
            "end_reason": "death" if resident.died else "moved_out" if resident.moved else None,
        }

    def identifiers(self, resident: Resident) -> Iterator[Row]:
        chance, age = self.chance, resident.age_on(self.as_of)
        days_old = (self.as_of - resident.born).days
        citizen = self._citizen_number(resident)
        if chance.happens(0.35 if days_old < 45 else 0.93 if age < 75 else 0.86):
            yield self._identifier(resident, "SDDCN", citizen, chance.among(_SOURCES))
        elif age == 0:
            self._serial += 1
            number = f"{WARD}.GCS.{self._serial % 100_000:05}.{resident.born.year % 100:02}"
            yield self._identifier(resident, "GIAY_CHUNG_SINH", number, "NHAP_TAY")
        if resident.born.year < 1998 and chance.happens(0.5):
            self._serial += 1
            old = f"99{self._serial * 7_919 % 10_000_000:07}"
            yield self._identifier(
                resident, "CMND9", old, "NHAP_TAY", status="expired", valid_to="2024-12-31"
            )
        if chance.happens(0.93):
            yield from self._insurance(resident, age)

    def _citizen_number(self, resident: Resident) -> str:
        """Province, century and sex, year, then 99 and a count within that year and sex."""
        year = resident.born.year
        self._numbered[resident.sex, year] += 1
        count = self._numbered[resident.sex, year] * 7_919 % 10_000
        century = 2 * (year // 100 - 19) + (resident.sex == "female")
        return f"{self.chance.among(_BIRTH_PROVINCE)}{century}{year % 100:02}99{count:04}"

    def _insurance(self, resident: Resident, age: int) -> Iterator[Row]:
        self._serial += 1
        number = f"99{self._serial * 104_729 % 100_000_000:08}"
        group = self._insurance_group(resident, age)
        year = self.as_of.year
        begins = max(resident.born, date(year, 1, 1)).isoformat()
        ends = date(resident.born.year + 6, 9, 30) if group == "TE1" else date(year, 12, 31)
        card = f"{group}10{number}"
        yield self._identifier(
            resident, "MA_THE_BHYT", card, "TRA_CUU_BHXH", valid_from=begins, valid_to=ends.isoformat()
        )
        yield self._identifier(resident, "MA_BHXH", number, "TRA_CUU_BHXH")

    def _insurance_group(self, resident: Resident, age: int) -> str:
        if age < 6:
            return "TE1"
        if resident.poor:
            return "DT2" if resident.people != KINH else "HN2"
        if age >= 80:
            return "BT2"
        if age < 18:
            return "HS4"
        return self.chance.pick(("GD4", "DK2", "DK2", "GD4", "DN4") if age < 60 else ("GD4", "DK2", "HT3"))

    def _identifier(
        self,
        resident: Resident,
        kind: str,
        value: str,
        source: str,
        *,
        status: str = "active",
        valid_from: str | None = None,
        valid_to: str | None = None,
    ) -> Row:
        return {
            "id": self.chance.id_on(resident.registered),
            "person": resident.id,
            "type": kind,
            "value": value,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "status": status,
            "source": source,
        }
