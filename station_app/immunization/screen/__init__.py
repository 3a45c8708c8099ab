"""What the nurse sees of vaccination: whom to call, one dose at a time, and the card of a person."""

from station_app.immunization.screen.card import VaccinationPart, offers
from station_app.immunization.screen.dose import ADDRESS as DOSE_ADDRESS
from station_app.immunization.screen.dose import DoseScreen
from station_app.immunization.screen.room import ADDRESS as ROOM_ADDRESS
from station_app.immunization.screen.room import VaccinationRoom

__all__ = ["DOSE_ADDRESS", "ROOM_ADDRESS", "DoseScreen", "VaccinationPart", "VaccinationRoom", "offers"]
