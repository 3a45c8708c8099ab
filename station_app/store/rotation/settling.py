"""Before a station is opened: a change of its key that was cut off is brought to a step one can work in."""

from pathlib import Path

from station_app.common.errors import Unavailable
from station_app.store.backup import flush
from station_app.store.rotation.holding import held
from station_app.store.vault import Step, Vault
from station_app.store.vault.fitting import DATABASE

NEW = f"{DATABASE}.new"


def settle(home: Path) -> None:
    """Needs no key. Costs a look at the slot file where nothing was cut off. Raises Unavailable while
    another program is at it."""
    vault = Vault(home)
    found = vault.rotation() if vault.found.opens else None
    if found is None:
        return
    try:
        with held(home):
            settled(Vault.open(home))
    except OSError as error:
        if found.step is Step.SWAPPING:
            raise unfinished(error) from error
        # A disk that cannot be written still opens: both keys are granted, and nothing need be renamed.


def unfinished(error: OSError) -> Unavailable:
    return Unavailable(
        f"Chưa đổi xong khóa dữ liệu: ổ đĩa báo lỗi ({error.strerror}).",
        "Dữ liệu an toàn; mọi mật khẩu và phiếu khôi phục vẫn mở được.",
        "Kiểm tra ổ đĩa còn chỗ và cho phép ghi, rồi làm lại: máy làm tiếp từ chỗ dở.",
        "TR-K17",
    )


def settled(vault: Vault) -> Step | None:
    """Finishes a renaming that had begun; gives up one that had not, because work goes on in the old file."""
    found = vault.rotation()
    if found is None or found.step is not Step.SWAPPING:
        return found.step if found else None
    file, new, old = (vault.home / name for name in (DATABASE, NEW, str(found.facts["old"])))
    if file.exists() and new.exists():
        step = Step.COPYING
    else:
        if not file.exists():
            (new if new.exists() else old).rename(file)
            flush(vault.home)
        step = Step.PROVING
    vault.note_rotation(step, found.facts)
    return step
