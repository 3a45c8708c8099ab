"""Which doses count, which come next, and what speaks against giving one; pure."""

from station_app.immunization.rules.due import DueDose, State, next_doses
from station_app.immunization.rules.judging import Given, Judged, Ruling, judge
from station_app.immunization.rules.objections import Objection, Proposed, Reason, objection, objections
from station_app.immunization.rules.tetanus import next_tetanus

__all__ = [
    "DueDose",
    "Given",
    "Judged",
    "Objection",
    "Proposed",
    "Reason",
    "Ruling",
    "State",
    "judge",
    "next_doses",
    "next_tetanus",
    "objection",
    "objections",
]
