"""Lists of people as communes keep them: read, shown before anything is saved, taken in, or taken back."""

from station_app.households.service.intake.commit import Done, Progress, admit, commit
from station_app.households.service.intake.preview import (
    Preview,
    RowTold,
    Sample,
    Unfinished,
    preview,
    unfinished,
)
from station_app.households.service.intake.reading import read_list
from station_app.households.service.intake.returned import returned_csv
from station_app.households.service.intake.staging import discard
from station_app.households.service.intake.takeback import Kept, TakenBack, take_back

__all__ = [
    "Done",
    "Kept",
    "Preview",
    "Progress",
    "RowTold",
    "Sample",
    "TakenBack",
    "Unfinished",
    "admit",
    "commit",
    "discard",
    "preview",
    "read_list",
    "returned_csv",
    "take_back",
    "unfinished",
]
