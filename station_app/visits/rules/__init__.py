"""What a visit may say: vital signs that can be, a diagnosis before it closes, a day to come back; pure."""

from station_app.visits.rules.closing import against_closing, against_follow_up, other_codes
from station_app.visits.rules.vitals import SIGNS, Doubt, against_vitals

__all__ = ["SIGNS", "Doubt", "against_closing", "against_follow_up", "against_vitals", "other_codes"]
