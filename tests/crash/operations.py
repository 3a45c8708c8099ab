"""What a PC may be doing when it dies. Each operation knows how to begin it, do it, and ask afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.crash import care, keeping, upgrading
from tests.crash.life import Life

Run = Callable[[Path, Life], None]
Judge = Callable[[Path, list[str]], None]


@dataclass(frozen=True, slots=True)
class Operation:
    """`prepare` makes the place once; `run` does the work in a copy of it and says what is saved;
    `judge` opens the place after the crash and does the work again."""

    prepare: Callable[[Path], None]
    run: Run
    judge: Judge


OPERATIONS = {
    "opening": Operation(care.prepare, care.open_and_close, care.judge_opening),
    "draft": Operation(care.prepare_draft, care.keep_draft, care.judge_draft),
    "save": Operation(care.prepare_draft, care.save, care.judge_save),
    "dose": Operation(care.prepare, care.dose, care.judge_dose),
    "household": Operation(care.prepare, care.household, care.judge_household),
    "reading a list": Operation(care.prepare_list, care.read_list, care.judge_import),
    "import": Operation(care.prepare_import, care.import_list, care.judge_import),
    "taking in": Operation(care.prepare, care.take_in, care.judge_taking_in),
    "folding the log": Operation(care.prepare_unfolded, care.fold, care.judge_fold),
    "migration from 0001": Operation(partial(upgrading.prepare, "0001"), upgrading.upgrade, upgrading.judge),
    "migration from 0002": Operation(partial(upgrading.prepare, "0002"), upgrading.upgrade, upgrading.judge),
    "sign-in after an upgrade": Operation(
        partial(upgrading.prepare, "0002"), upgrading.sign_in, upgrading.judge_signing_in
    ),
    "backup": Operation(keeping.prepare, keeping.back_up_station, keeping.judge_backup),
    "restore": Operation(keeping.prepare_restore, keeping.restore_station, keeping.judge_restore),
    "rekey": Operation(keeping.prepare, keeping.rekey, keeping.judge_rekey),
    "new account": Operation(keeping.prepare, keeping.add_user, keeping.judge_user),
    "new password": Operation(keeping.prepare, keeping.change_password, keeping.judge_password),
    "founding": Operation(keeping.prepare_nothing, keeping.found_station, keeping.judge_founding),
}
