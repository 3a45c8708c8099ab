"""What is filled in for a dose: nearly all of it known before the nurse comes here."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import resources
from station_app.common.days import PartialDate
from station_app.immunization.service import DoseToRecord, Vial
from station_app.immunization.wire import ENTITIES
from station_app.shell.declared import declared_field
from station_app.shell.fields import Choice, ChoiceField, Value
from station_app.shell.forms import Form

DOSE = ENTITIES[0]
MODE: Final = "mode"
NOW, BEFORE = "now", "before"
_NOW_ONLY: Final = ("screening",)
_DAYS: Final = {"given_on", "expiry"}
_BEFORE_ONLY: Final = ("facility", "evidence")
WIDTH: Final = 660
"""So that the five routes stand in one row."""
_OF_VIAL: Final = ("lot", "expiry", "site", "route", "volume")


class DoseForm(Form):
    """Two ways to write a dose: given now, or given before and written down now ("nhập bù")."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__("Lưu mũi tiêm", width=WIDTH)
        self._today = today
        ways = [Choice(NOW, "Tiêm hôm nay"), Choice(BEFORE, "Nhập bù mũi đã tiêm")]
        self.vaccine = self._of("vaccine")
        self.mode = ChoiceField(MODE, "Cách ghi", ways)
        self.pair(self.vaccine, self.mode, shares=(2, 3))
        self.lot = self._of("lot")
        self.given_on = self._of("given_on")
        self.pair(self.lot, self._of("expiry", past_only=False), self.given_on, shares=(3, 3, 3))
        self.site = self._of("site")
        self.pair(self.site, self._of("volume"), shares=(2, 1))
        self.add(self._of("route"))
        self.pair(self._of("facility"), self._of("vaccinator"), shares=(1, 1))
        self.add(ChoiceField("evidence", "Căn cứ", _evidence()))
        self.pair(self._of("screening", hint="Bỏ trống nếu đủ điều kiện tiêm."), self._of("note"))
        self.person, self.product = "", ""
        self._vial = Vial()
        self.mode.changed.connect(self._mode_changed)

    @property
    def is_historical(self) -> bool:
        return self.mode.value() == BEFORE

    def begin(self, person: str, vaccinator: str | None) -> None:
        """As it stands for the next dose given now to this person."""
        self.person = person
        self.clear()
        self.fill({MODE: NOW, "given_on": self._today().isoformat(), "vaccinator": vaccinator})

    def fill(self, values: Mapping[str, Any]) -> None:
        """What stands there already needs no word about how it was understood."""
        super().fill(values)
        for name in _DAYS & values.keys():
            self.fields[name].say("")
        for field in (self.vaccine, self.site):
            field.edit.setCursorPosition(0)

    def put_product(self, vaccine: str, vial: Vial) -> None:
        """What the product and the open vial say; a dose of long ago came from another vial."""
        self._vial, self.product = vial, vaccine
        known = {"vaccine": vaccine} | {name: getattr(vial, name) for name in _OF_VIAL}
        if self.is_historical:
            known |= dict.fromkeys(("lot", "expiry"))
        self.fill(known)

    def values(self) -> dict[str, Value]:
        """With whom it is for: the save may begin when the screen already shows somebody else."""
        known = super().values()
        maker = self._vial.manufacturer if known["lot"] == self._vial.lot else None
        return {**known, "person": self.person, "program": self._vial.program, "manufacturer": maker}

    def _of(self, name: str, **more: Any) -> Any:
        declared = DOSE.field(name)
        assert declared is not None
        return declared_field(declared, self._today, **more)

    def _mode_changed(self) -> None:
        before = self.is_historical
        for name in _NOW_ONLY:
            self.fields[name].setVisible(not before)
        for name in _BEFORE_ONLY:
            self.fields[name].setVisible(before)
        today = PartialDate.of(self._today()).iso
        if before and self.given_on.value() == today:
            self.fill({"given_on": None, "lot": None, "expiry": None})
        elif not before and self.given_on.value() is None:
            self.fill({"given_on": today, "lot": self._vial.lot, "expiry": self._vial.expiry})


def dose_from(values: dict[str, Value]) -> DoseToRecord:
    """The dose as the service takes it, from what the form gave; called off the GUI thread."""
    known: dict[str, Any] = {name: value for name, value in values.items() if name != MODE}
    if values[MODE] == BEFORE:
        known |= dict.fromkeys(_NOW_ONLY) | {"historical": True}
    else:
        known |= dict.fromkeys(_BEFORE_ONLY)
    return DoseToRecord(**known)


def _evidence() -> list[Choice]:
    """Kept as words: the province reads them as they are."""
    return [Choice(code.label, code.label) for code in resources.codes("evidence")]
