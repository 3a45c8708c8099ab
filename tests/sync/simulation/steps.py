"""The script of a simulated world: steps that mean the same whatever was taken out before them."""

import random
from dataclasses import dataclass

PLACES = 4

COMMON = {
    "new": 6, "write": 14, "write_two": 4, "open_form": 10, "save_form": 10, "delete": 3, "settle": 6,
    "round": 24, "bad_round": 12,
}  # fmt: skip
"""Verb → how often, against the others."""
DISK = {
    "crash_before_commit": 2, "crash_after_commit": 2, "crash_in_a_round": 3, "restart": 1, "fold": 2,
    "power_cut_in_a_save": 3, "power_cut_in_a_fold": 2, "disk_full_in_a_save": 2, "disk_full_in_a_round": 1,
}  # fmt: skip
CLOCK = {"clock_off": 3, "clock_stands": 1, "time_passes": 2}
GATEWAY = {"gateway_restart": 1, "gateway_crash": 2}
AWAITED: dict[str, dict[str, int]] = {
    "a PC restored from a copy": {"copy": 2, "restore": 2},
    "a PC cloned by disk image": {"clone": 1},
    "a warehouse restored from a copy": {"gateway_copy": 1, "gateway_restore": 1},
    "a new epoch on command": {"gateway_new_epoch": 1},
    "a verified backup, after which PCs drop what they need not keep": {"gateway_backup": 1},
}
"""What can be left out, one by one: `OFF` names what the product has not learned yet."""
OFF: frozenset[str] = frozenset()


COMPARING = frozenset(verb for verbs in AWAITED.values() for verb in verbs) - {
    "copy",
    "gateway_copy",
    "gateway_backup",
}
"""After these states are compared and joined. A state tells what is live; what had been replaced before stays
in the history of whoever heard it, and of the province."""


@dataclass(frozen=True, slots=True)
class Step:
    """`seed` decides whatever else the step leaves open."""

    verb: str
    place: int = 0
    record: int = 0
    seed: int = 0


def script(seed: int, length: int, *, off: frozenset[str] = OFF) -> list[Step]:
    chance = random.Random(seed)
    weights = {**COMMON, **DISK, **CLOCK, **GATEWAY}
    for name, verbs in AWAITED.items():
        weights |= {} if name in off else verbs
    chosen = chance.choices(list(weights), list(weights.values()), k=length)
    return [_step(chance, verb) for verb in ["new", "round", *chosen]]


def _step(chance: random.Random, verb: str) -> Step:
    return Step(verb, chance.randrange(PLACES), chance.randrange(4), chance.randrange(2**32))
