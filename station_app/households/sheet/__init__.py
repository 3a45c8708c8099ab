"""The household on paper: what a summary says, and how it is printed."""

from station_app.households.sheet.content import HouseholdPage as HouseholdPage
from station_app.households.sheet.content import MemberBlock as MemberBlock
from station_app.households.sheet.content import RestrictedOnPaper as RestrictedOnPaper
from station_app.households.sheet.content import Section as Section
from station_app.households.sheet.content import Tone as Tone
from station_app.households.sheet.printing import summaries as summaries
from station_app.households.sheet.printing import summary as summary
