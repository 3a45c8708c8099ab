"""The kinds of thing a nurse fills in, each with its label, its error and its way of being typed."""

from station_app.shell.fields.base import Field, Value
from station_app.shell.fields.choice import Choice, ChoiceField, YesNo
from station_app.shell.fields.dates import PartialDateField
from station_app.shell.fields.lookup import CodeField, ReferenceField
from station_app.shell.fields.numbers import NumberField
from station_app.shell.fields.password import Judge, Judged, PasswordField
from station_app.shell.fields.text import LongTextField, TextField

__all__ = [
    "Choice",
    "ChoiceField",
    "CodeField",
    "Field",
    "Judge",
    "Judged",
    "LongTextField",
    "NumberField",
    "PartialDateField",
    "PasswordField",
    "ReferenceField",
    "TextField",
    "Value",
    "YesNo",
]
