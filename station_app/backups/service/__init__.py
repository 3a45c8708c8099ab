"""Backups as the station asks for them: make one, where they go, how they stand, which were tried out."""

from station_app.backups.service.drills import DrillRow, last_drill, note_drill
from station_app.backups.service.finding import Found, found_around, found_in, spelled
from station_app.backups.service.making import Made, adopt, is_wanted, make, make_in, thin
from station_app.backups.service.policy import policy_of, policy_on
from station_app.backups.service.record import BackupRow, backups, last_good
from station_app.backups.service.standing import ONLY_UNLOCKED, Standing, shown_day, standing
from station_app.backups.service.targets import Place, forget, is_same_disk, own_folder, places, prepare

__all__ = [
    "ONLY_UNLOCKED",
    "BackupRow",
    "DrillRow",
    "Found",
    "Made",
    "Place",
    "Standing",
    "adopt",
    "backups",
    "forget",
    "found_around",
    "found_in",
    "is_same_disk",
    "is_wanted",
    "last_drill",
    "last_good",
    "make",
    "make_in",
    "note_drill",
    "own_folder",
    "places",
    "policy_of",
    "policy_on",
    "prepare",
    "shown_day",
    "spelled",
    "standing",
    "thin",
]
