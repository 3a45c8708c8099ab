"""What the head sees of accounts, what everybody sees of their own, and the page of rights."""

from station_app.staff.screen.access import AccessPage
from station_app.staff.screen.accounts import Accounts
from station_app.staff.screen.mine import MyAccount, Pins
from station_app.staff.screen.one import AccountPage
from station_app.staff.screen.opening import OpenAccount
from station_app.staff.screen.own import ChangePassword, SetPin
from station_app.staff.screen.phone import PhoneSetup

ACCOUNTS = "accounts"
MINE = "account"
ACCESS = "access"

__all__ = [
    "ACCESS",
    "ACCOUNTS",
    "MINE",
    "AccessPage",
    "AccountPage",
    "Accounts",
    "ChangePassword",
    "MyAccount",
    "OpenAccount",
    "PhoneSetup",
    "Pins",
    "SetPin",
]
