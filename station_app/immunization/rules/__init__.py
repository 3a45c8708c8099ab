"""Which doses count, which come next, and what speaks against giving one; pure."""

from station_app.immunization.rules.due import DueDose, State, next_doses
from station_app.immunization.rules.judging import Given, Judged, Ruling, in_order, judge
from station_app.immunization.rules.objections import Objection, Proposed, Reason, objection, objections
from station_app.immunization.rules.tetanus import next_tetanus
from station_app.immunization.rules.twice import EDITION, pairs

__all__ = [
    "EDITION",
    "DueDose",
    "Given",
    "Judged",
    "Objection",
    "Proposed",
    "Reason",
    "Ruling",
    "State",
    "in_order",
    "judge",
    "next_doses",
    "next_tetanus",
    "objection",
    "objections",
    "pairs",
]
