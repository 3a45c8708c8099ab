"""What the nurse sees of visits: the queue with reception, one visit, and the visits of a person."""

from station_app.visits.screen.history import VisitsPart, offers
from station_app.visits.screen.room import ADDRESS as ROOM_ADDRESS
from station_app.visits.screen.room import VisitsRoom
from station_app.visits.screen.visit import ADDRESS as VISIT_ADDRESS
from station_app.visits.screen.visit import VisitScreen

__all__ = ["ROOM_ADDRESS", "VISIT_ADDRESS", "VisitScreen", "VisitsPart", "VisitsRoom", "offers"]
