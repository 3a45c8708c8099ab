"""Which of several values is shown, and which of them a person must settle."""

from itertools import permutations

import pytest

from station_app.app.rooms import CATALOGUE
from sync.catalogue import Catalogue
from sync.change import Mark, Value
from sync.policy import LIFE, Policy
from sync.siblings import Sibling, in_question, ordered, shown

YEARS = 10_000 * 86_400_000 << 16


def sibling(value: Value, hlc: int, stamp: int | None = None, device: str = "a", n: int = 1) -> Sibling:
    return Sibling((device, n), value, Mark("u", "A", hlc, stamp))


@pytest.mark.parametrize(
    "siblings, once, newest",
    [
        pytest.param([sibling("x", 1), sibling("y", 2, device="b")], "x", "y", id="by time"),
        pytest.param(
            [sibling("right", 50, 60), sibling("years ahead", 10 + YEARS, 40, device="b")],
            "years ahead", "right", id="a clock years ahead is capped by its stamp",
        ),
        pytest.param(
            [sibling("right", 50, 60), sibling("years behind", 1, 70, device="b")],
            "years behind", "right", id="a clock years behind does not win either",
        ),
        pytest.param([sibling("x", 5), sibling("y", 5, device="b")], "x", "y", id="a tie goes by device"),
        pytest.param([sibling("x", 5), sibling("y", 5, n=2)], "x", "y", id="then by number"),
        pytest.param([sibling(None, 5), sibling("y", 4, device="b")], "y", None, id="empty is a value too"),
    ],
)  # fmt: skip
def test_every_order_of_hearing_shows_the_same(siblings, once, newest):
    for line in permutations(siblings):
        assert shown(line, Policy.ONCE).value == once
        assert shown(line, Policy.REVIEW).value == newest
        assert shown(line, Policy.LATEST).value == newest
        assert ordered(line) == ordered(siblings)


@pytest.mark.parametrize(
    "values, asks",
    [
        (["x"], False), (["x", "x"], False), (["x", "y"], True), (["x", None], True), ([True, 1], True),
        ([0, False], True),
    ],
)  # fmt: skip
def test_different_values_are_a_question_but_never_of_the_latest(values, asks):
    siblings = [sibling(value, n, n=n) for n, value in enumerate(values, 1)]
    assert in_question(siblings, Policy.ONCE) is asks
    assert in_question(siblings, Policy.REVIEW) is asks
    assert in_question(siblings, Policy.LATEST) is False


def test_the_catalogue_is_the_same_after_its_journey():
    again = Catalogue.from_json(CATALOGUE.to_json())
    assert again.entities == CATALOGUE.entities
    assert again.version() == CATALOGUE.version()


def test_what_nobody_declared_is_asked_about():
    assert CATALOGUE.policy("person", "from a newer version") is Policy.REVIEW
    assert CATALOGUE.policy("unheard of", "x") is Policy.REVIEW
    assert CATALOGUE.entities["person"].policy("phone") is Policy.LATEST
    assert CATALOGUE.entities["person"].policy(LIFE) is Policy.REVIEW
