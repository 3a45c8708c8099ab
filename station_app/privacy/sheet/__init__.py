"""A person's data on paper: the whole record, and the letters that answer a request."""

from station_app.privacy.sheet.content import Telling as Telling
from station_app.privacy.sheet.content import Use as Use
from station_app.privacy.sheet.printing import record_sheet as record_sheet
