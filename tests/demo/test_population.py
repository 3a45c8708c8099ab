"""The synthetic commune is the same each time, whole, likely, and nobody's."""

import hashlib
import json
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from functools import cache

import pytest

import resources
from station_app.common.days import PartialDate
from station_app.demo.population import population
from station_app.health_records.model import Allergy, Condition, RiskFactor
from station_app.households.model import Household, HouseholdMember
from station_app.immunization.model import Dose
from station_app.immunization.rules import Given, judge
from station_app.immunization.schedule import in_force, load_vaccines, shipped
from station_app.people.model import Identifier, Person
from station_app.visits.model import Visit

AS_OF = date(2026, 11, 21)
SMALL = 800
MODELS = {
    "household": Household,
    "person": Person,
    "identifier": Identifier,
    "household_member": HouseholdMember,
    "allergy": Allergy,
    "condition": Condition,
    "risk_factor": RiskFactor,
    "dose": Dose,
    "visit": Visit,
}
DIGEST = """
import hashlib, json
from datetime import date
from station_app.demo.population import population
seen = hashlib.sha256()
for entity, rows in population(7, 300, as_of=date(2026, 11, 21)).tables().items():
    for row in rows:
        seen.update(json.dumps([entity, row], ensure_ascii=False).encode())
print(seen.hexdigest())
"""


@cache
def commune():
    return population(2026, SMALL, as_of=AS_OF)


@cache
def rows():
    return commune().tables()


def digest(seed, people):
    seen = hashlib.sha256()
    for entity, entity_rows in population(seed, people, as_of=AS_OF).tables().items():
        for row in entity_rows:
            seen.update(json.dumps([entity, row], ensure_ascii=False).encode())
    return seen.hexdigest()


def test_the_same_seed_gives_the_same_commune_in_any_process():
    other = subprocess.run([sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest(7, 300)
    assert digest(8, 300) != digest(7, 300)


def test_doses_and_visits_read_twice_are_the_same():
    assert list(commune().doses) == list(commune().doses)
    assert list(commune().visits) == list(commune().visits)


@pytest.mark.parametrize("entity", MODELS)
def test_a_row_names_every_field_of_its_record_and_no_other(entity):
    own = {column.name for column in MODELS[entity].__table__.columns if "field" in column.info}
    for row in rows()[entity]:
        assert set(row) == own | {"id"}


@pytest.mark.parametrize("entity", MODELS)
def test_values_are_canonical(entity):
    for row in rows()[entity]:
        for value in row.values():
            assert value is None or isinstance(value, bool | int | str)
            if isinstance(value, str):
                assert value
                assert value == unicodedata.normalize("NFC", value)


@pytest.mark.parametrize("entity", MODELS)
def test_every_code_stands_in_its_list(entity):
    for column in MODELS[entity].__table__.columns:
        declared = column.info.get("field")
        if declared is not None and declared["codes"]:
            known = {code.code for code in resources.codes(declared["codes"])}
            used = {row[column.name] for row in rows()[entity]} - {None}
            assert used <= known, (column.name, used - known)


def test_ids_are_version_seven_and_no_two_are_alike():
    ids = [row["id"] for entity_rows in rows().values() for row in entity_rows]
    assert len(set(ids)) == len(ids)
    assert all(len(one) == 36 and one[14] == "7" and one[19] in "89ab" for one in ids)


def test_references_point_to_rows_written_before():
    people: set[object] = set()
    houses = {row["id"] for row in rows()["household"]}
    for row in rows()["person"]:
        assert {row["mother"], row["father"]} - {None} <= people
        people.add(row["id"])
    assert all(row["household"] in houses for row in rows()["household_member"])
    for entity in ("identifier", "household_member", "allergy", "condition", "risk_factor", "dose", "visit"):
        assert all(row["person"] in people for row in rows()[entity])


def test_a_commune_has_as_many_people_as_were_asked_for():
    assert len(rows()["person"]) == SMALL
    assert Counter(row["person"] for row in rows()["household_member"]).most_common(1)[0][1] == 1


def test_every_household_has_one_living_head():
    heads = Counter(
        row["household"]
        for row in rows()["household_member"]
        if row["relation"] == "00" and not row["to_date"]
    )
    assert heads == Counter(row["id"] for row in rows()["household"])


def test_household_codes_follow_the_ward_and_hamlet():
    codes = [row["code"] for row in rows()["household"]]
    assert len(set(codes)) == len(codes)
    assert codes[0] == "99001-002-A00001"


def test_ages_are_those_of_a_mountain_commune():
    born = [int(str(row["birth_date"])[:4]) for row in rows()["person"]]
    under_six = sum(year > AS_OF.year - 6 for year in born) / SMALL
    old = sum(year <= AS_OF.year - 60 for year in born) / SMALL
    assert 0.07 < under_six < 0.15
    assert 0.06 < old < 0.2
    assert any(len(str(row["birth_date"])) == 4 for row in rows()["person"])


def test_parents_are_older_than_their_children():
    people = {row["id"]: row for row in rows()["person"]}
    for row in people.values():
        for parent in (people.get(row["mother"]), people.get(row["father"])):
            if parent:
                assert int(str(parent["birth_date"])[:4]) + 14 < int(str(row["birth_date"])[:4])


def test_every_people_of_the_commune_is_named_in_its_own_way():
    by_people = defaultdict(list)
    for row in rows()["person"]:
        by_people[row["ethnicity"]].append(row["full_name"])
    assert {"01", "02", "03", "08", "09"} <= set(by_people)
    assert any(" A " in name or " Seo " in name for name in by_people["08"])
    assert any(" Thị " in name for name in by_people["08"])


def test_numbers_have_the_form_of_real_ones_and_say_they_are_not():
    people = {row["id"]: row for row in rows()["person"]}
    seen = Counter((row["type"], row["value"]) for row in rows()["identifier"])
    assert seen.most_common(1)[0][1] == 1
    for row in rows()["identifier"]:
        value = str(row["value"])
        if row["type"] == "SDDCN":
            person = people[row["person"]]
            year = str(person["birth_date"])
            century = {"male": 0, "female": 1}[str(person["sex"])] + 2 * (int(year[:4]) >= 2000)
            assert (len(value), value[3], value[4:6], value[6:8]) == (12, str(century), year[2:4], "99")
        elif row["type"] == "MA_THE_BHYT":
            assert (len(value), value[5:7]) == (15, "99")
        elif row["type"] in ("MA_BHXH", "CMND9"):
            assert value[:2] == "99"
    phones = [str(row["phone"]) for row in people.values() if row["phone"]]
    assert len(set(phones)) == len(phones)
    assert all(phone.isdigit() and len(phone) == 10 and phone[:4] == "0500" for phone in phones)


def test_nothing_happens_before_birth_after_death_or_tomorrow():
    people = {row["id"]: row for row in rows()["person"]}
    for entity, field in (("dose", "given_on"), ("visit", "arrived_at")):
        for row in rows()[entity]:
            person, day = people[row["person"]], str(row[field])[:10]
            assert str(person["birth_date"]) <= day <= AS_OF.isoformat()
            assert not person["died_on"] or day <= str(person["died_on"])


def test_lots_are_good_on_the_day_they_were_given():
    assert all(str(row["given_on"]) < str(row["expiry"]) for row in rows()["dose"])


def test_nearly_every_dose_of_a_child_counts_and_a_few_do_not():
    schedule = in_force(shipped(resources.text), AS_OF, "15")
    vaccines = load_vaccines(
        {"code": code.code, "label": code.label, **code.extra} for code in resources.codes("vaccine_products")
    )
    cards = defaultdict(list)
    for row in rows()["dose"]:
        cards[row["person"]].append(
            Given(vaccines[str(row["vaccine"])], PartialDate.parse_iso(str(row["given_on"])))
        )
    counted: Counter[bool] = Counter()
    for person in rows()["person"]:
        born = PartialDate.parse_iso(str(person["birth_date"]))
        for series in schedule.series:
            if series.concerns(born, str(person["sex"])) and born.year > 2010:
                counted.update(one.counts for one in judge(schedule, series, born, cards[person["id"]]))
    assert 0.97 < counted[True] / counted.total() < 1


def test_winter_brings_coughs_and_summer_diarrhoea():
    months: dict[object, Counter[int]] = defaultdict(Counter)
    for row in rows()["visit"]:
        months[row["icd10_main"]][int(str(row["arrived_at"])[5:7])] += 1
    coughs, diarrhoea = months["J06.9"], months["A09.0"]
    assert coughs[12] + coughs[1] > coughs[6] + coughs[7]
    assert diarrhoea[6] + diarrhoea[7] > diarrhoea[12] + diarrhoea[1]


def test_what_must_not_be_printed_is_there_and_labelled():
    people = population(2026, 3_000, as_of=AS_OF)
    labelled = {row["restricted"] for row in people.conditions}
    assert {"hiv", "mental_health", "abortion"} <= labelled
    sealed = {"B24": "hiv", "F20.9": "mental_health", "F32.9": "mental_health", "O04.9": "abortion"}
    for row in [*people.conditions, *people.visits]:
        code = str(row.get("icd10_main") or row.get("icd10"))
        assert row["restricted"] == sealed.get(code, "violence" if code == "T74.1" else None)


def test_a_larger_commune_has_more_hamlets():
    assert len(commune().hamlets) == 3
    assert len(population(1, 8_000, as_of=AS_OF).hamlets) == 12
