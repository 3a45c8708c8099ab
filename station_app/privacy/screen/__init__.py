"""Screens of people's rights: the register of requests, one request, the tab on a person's page."""

from station_app.privacy.screen.handing import Papers
from station_app.privacy.screen.part import RightsPart, offers
from station_app.privacy.screen.register import ADDRESS, Register
from station_app.privacy.screen.request import RequestPage
from station_app.privacy.screen.request_form import NewRequest

__all__ = ["ADDRESS", "NewRequest", "Papers", "Register", "RequestPage", "RightsPart", "offers"]
