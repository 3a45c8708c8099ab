"""Every reader of what comes from outside, with mutated files: refused in words or taken; nothing else.

`make fuzz` goes on with a coverage-guided fuzzer for as long as it is let (tests/hostile/fuzz.py). What
either found lies in `found/`, and is tried here again each time."""

import resource
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile import files, letters
from tests.hostile.mutating import mutated
from tests.hostile.target import Target

TARGETS = (*files.TARGETS, *letters.TARGETS)
FOUND = Path(__file__).parent / "found"
LONGEST_SECONDS, MOST_MEGABYTES = 3.0, 400
"""Of one input, and that the whole run may add; a bomb takes minutes or gigabytes."""
EXAMPLES = 60


def bounded(target: Target, folder: Path, content: bytes) -> None:
    before = sorted(folder.parent.rglob("*")) if len(content) < 9 else []
    began = time.process_time()
    target.tried(folder, content)
    assert time.process_time() - began < LONGEST_SECONDS, f"{len(content)} bytes take too long"
    assert not before or {*folder.parent.rglob("*")} - {*before} <= {*folder.rglob("*")}


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 2**20)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("hostile")


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_is_given_is_refused_in_words_or_taken(target: Target, scratch: Path):
    folder = scratch / target.name.replace("/", " ")
    folder.mkdir()
    seeds = target.seeds(folder)
    for seed in seeds:
        target.tried(folder, seed)
    before = megabytes()

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(mutated(seeds))
    def tried(content: bytes) -> None:
        bounded(target, folder, content)

    tried()
    assert megabytes() - before < MOST_MEGABYTES


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_was_found_once_is_found_no_more(target: Target, scratch: Path, tmp_path: Path):
    for path in sorted((FOUND / slug(target)).glob("*")):
        bounded(target, tmp_path, path.read_bytes())


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_our_own_writers_make_is_taken(target: Target, tmp_path: Path):
    """Or else the fuzzer would only knock at a closed door."""
    taken = [target.tried(tmp_path, seed) for seed in target.seeds(tmp_path)]
    assert any(taken)


def slug(target: Target) -> str:
    return "-".join(target.name.replace(",", "").replace(".", "-").split())
