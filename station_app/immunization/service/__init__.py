"""The nurse's verbs for vaccination: record a dose, see a card, call who is due."""

from station_app.immunization.service.cards import (
    Card,
    DoseLine,
    SeriesLine,
    antigen_row,
    doses_of,
    due_of,
)
from station_app.immunization.service.deriving import derive, refresh_due
from station_app.immunization.service.doses import (
    ASK,
    VERBS,
    DoseToRecord,
    correct_dose,
    find_doses,
    record_dose,
    withdraw_dose,
)
from station_app.immunization.service.lists import (
    DueItem,
    DueLine,
    DuePage,
    HamletDue,
    due_counts,
    due_list,
)
from station_app.immunization.service.packs import vaccines
from station_app.immunization.service.twice import (
    Before,
    DoseWritten,
    WrittenTwice,
    ask_twice_again,
    count_written_twice,
    doses_written_twice,
    keep_both_doses,
    keep_one_dose,
)
from station_app.immunization.service.vials import Vial, last_lot

__all__ = [
    "ASK",
    "VERBS",
    "Before",
    "Card",
    "DoseLine",
    "DoseToRecord",
    "DoseWritten",
    "DueItem",
    "DueLine",
    "DuePage",
    "HamletDue",
    "SeriesLine",
    "Vial",
    "WrittenTwice",
    "antigen_row",
    "ask_twice_again",
    "correct_dose",
    "count_written_twice",
    "derive",
    "doses_of",
    "doses_written_twice",
    "due_counts",
    "due_list",
    "due_of",
    "find_doses",
    "keep_both_doses",
    "keep_one_dose",
    "last_lot",
    "record_dose",
    "refresh_due",
    "vaccines",
    "withdraw_dose",
]
