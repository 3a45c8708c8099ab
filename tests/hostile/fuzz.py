"""`make fuzz`: the same readers under a coverage-guided fuzzer (libFuzzer by atheris), each for its time.

Every target runs in a process of its own, so that one that hangs or eats memory is told from the others. What
it has learnt to reach stays in `build/fuzz/<target>/corpus`; what broke is copied to `tests/hostile/found`,
where the suite tries it again for ever. Linux on x86-64 only: atheris has no other wheels."""

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.tree import ROOT

LONGEST_INPUT = 64 * 1024
SECONDS_AN_INPUT, MOST_MEGABYTES = 10, 2048
FUZZED = ROOT / "build" / "fuzz"


def one(name: str, seconds: int) -> None:
    """In the process of one target: everything of ours is instrumented before it is imported."""
    import atheris  # noqa: PLC0415  only here, and only on Linux

    with atheris.instrument_imports(include=["station_app", "sync", "zipfile", "csv", "tomllib", "json"]):
        from tests.hostile.test_fuzz import TARGETS, slug  # noqa: PLC0415  instrumented as they come

    target = next(target for target in TARGETS if slug(target) == name)
    place = FUZZED / name
    corpus, seeds, broken = (place / part for part in ("corpus", "seeds", "broken"))
    for folder in (corpus, seeds, broken):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for seed in target.seeds(Path(scratch)):
            (seeds / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
        options = [
            f"-max_total_time={seconds}", f"-max_len={LONGEST_INPUT}", f"-timeout={SECONDS_AN_INPUT}",
            f"-rss_limit_mb={MOST_MEGABYTES}", f"-artifact_prefix={broken}/", "-print_final_stats=1",
        ]  # fmt: skip
        atheris.Setup([name, *options, str(corpus), str(seeds)], lambda raw: target.tried(Path(scratch), raw))
        atheris.Fuzz()


def every(minutes: float, only: list[str]) -> int:
    from tests.hostile.test_fuzz import FOUND, TARGETS, slug  # noqa: PLC0415  the children instrument them

    names = [name for target in TARGETS if not only or slug(target) in only for name in [slug(target)]]
    seconds = max(5, int(minutes * 60 / len(names)))
    failed = 0
    for name in names:
        ran = _ran(name, seconds)
        sys.stdout.write(f"{name:42} {told(ran.stderr)}{'' if ran.returncode == 0 else '  BROKEN'}\n")
        sys.stdout.flush()
        if ran.returncode:
            failed += 1
            sys.stdout.write("\n".join(_worth_reading(ran.stdout + ran.stderr)[-40:]) + "\n")
            for path in (FUZZED / name / "broken").glob("*"):
                (FOUND / name).mkdir(parents=True, exist_ok=True)
                path.replace(FOUND / name / path.name)
    return 1 if failed else 0


def _ran(name: str, seconds: int) -> subprocess.CompletedProcess[str]:
    """One target in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.hostile.fuzz", "--target", name, "--seconds", str(seconds)],
        cwd=ROOT, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip


def _worth_reading(output: str) -> list[str]:
    return [line for line in output.splitlines() if not line.startswith(("INFO", "WARNING", "#"))]


def told(stderr: str) -> str:
    """`12,345 inputs, 678 edges` out of libFuzzer's own words."""
    inputs = re.findall(r"stat::number_of_executed_units: +(\d+)", stderr)
    edges = re.findall(r" cov: (\d+)", stderr)
    return f"{int(inputs[-1]) if inputs else 0:>12,} inputs {int(edges[-1]) if edges else 0:>7,} edges"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--target")
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    if options.target:
        one(options.target, options.seconds)
        return 0
    return every(options.minutes, options.only)


if __name__ == "__main__":
    sys.exit(main())
