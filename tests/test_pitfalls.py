"""The pitfalls that other systems fell into, one line each; every one has a test that names it."""

import ast
import re
from collections.abc import Iterator

from tests.tree import ROOT, Source

PITFALLS = {
    1: "The last to write a whole record silently eats an edit of another field.",
    2: "Whose clock runs ahead wins.",
    3: "A cursor made of a time skips or repeats what shares it.",
    4: "What was edited while it was sent is marked as sent.",
    5: "What comes in overwrites what had not gone out.",
    6: "One bad record blocks all that stand behind it.",
    7: "… or it is skipped for ever, and nobody sees it.",
    8: "A child that comes before its parent is refused, again and again.",
    9: "A restored backup or a cloned disk forks the history.",
    10: "An empty target looks like an order to delete everything.",
    11: "A deletion against an edit: one of the two vanishes.",
    12: "Who loses access loses what he had not sent.",
    13: "A user who is switched off takes the station's data with him.",
    14: "A wrong or lost key destroys the database.",
    15: "Encryption is left out where the PC is slow.",
    16: "Two PCs register the same person.",
    17: "Two processes make the same derived record twice.",
    18: "The first sync takes hours, and nothing works before its end.",
    19: "Each sync lists every id.",
    20: "Pages are too large for the line, and each break begins anew.",
    21: "It is green while data is missing.",
    22: "A wish to sync that comes during a sync is forgotten.",
    23: "Progress lies.",
    24: "An upgrade breaks the sync or hides data.",
    25: "A migration changes rows and nobody hears of it.",
    26: "A full disk or a power cut.",
    27: "Whoever presses sync becomes the author.",
    28: "Only a programmer understands the error.",
    29: "One value of a list, or one word of a configuration, stops every station.",
    30: "What is kept beside the data grows without end.",
    31: "A copy on a stick or in the network shows too much.",
    32: "A process of the server edits the nurse's record.",
}
_NAMED = re.compile(r"\bpitfall (\d\d)\b")


def _named() -> Iterator[tuple[int, str]]:
    """(number, test) of each test whose docstring names a pitfall."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function in Source(path).functions():
            if function.name.startswith("test_"):
                said = _NAMED.findall(ast.get_docstring(function) or "")
                yield from ((int(number), function.name) for number in said)


def test_every_pitfall_has_a_test_that_names_it():
    tests: dict[int, list[str]] = {number: [] for number in PITFALLS}
    for number, name in _named():
        tests[number].append(name)
    missing = {number: PITFALLS[number] for number, names in tests.items() if not names}
    assert not missing


def test_there_are_thirty_two_of_them():
    assert list(PITFALLS) == list(range(1, 33))
