"""A person's data on paper: the whole record, and the letters that answer a request."""

from station_app.privacy.sheet.breach import Breach as Breach
from station_app.privacy.sheet.content import Telling as Telling
from station_app.privacy.sheet.content import Use as Use
from station_app.privacy.sheet.letters import Letter as Letter
from station_app.privacy.sheet.letters import acknowledgement as acknowledgement
from station_app.privacy.sheet.letters import answer as answer
from station_app.privacy.sheet.printing import breach_sheet as breach_sheet
from station_app.privacy.sheet.printing import letter_sheet as letter_sheet
from station_app.privacy.sheet.printing import record_sheet as record_sheet
