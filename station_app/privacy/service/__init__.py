"""The station's verbs for the rights of people over their data, and the question every use of it asks."""

from station_app.privacy.service.addresses import address_of
from station_app.privacy.service.consents import (
    correct_consent,
    correct_restriction,
    lift_restriction,
    record_consent,
    restrict,
    retract_consent,
    retract_restriction,
    withdraw_consent,
)
from station_app.privacy.service.gathering import as_json, kept_for, whole_record
from station_app.privacy.service.handling import (
    acknowledge,
    because,
    cancel_request,
    complete,
    correct_request,
    decide,
    extend,
    register_request,
    withdraw_request,
)
from station_app.privacy.service.keeping import KeptLine, Overdue, kept_of, let_go, past_term
from station_app.privacy.service.packs import (
    calendar,
    deadlines_on,
    legal_bases,
    purpose_of,
    purposes,
    retention_on,
)
from station_app.privacy.service.reading import (
    ConsentLine,
    PersonRights,
    RequestCard,
    RequestLine,
    RestrictionLine,
    Waiting,
    find_request,
    person_rights,
    request_card,
    requests,
    waiting,
)
from station_app.privacy.service.record_file import PersonRecord
from station_app.privacy.service.rights import may_handle, require_right
from station_app.privacy.service.tracing import Traced, traced
from station_app.privacy.service.using import may_use, require_use, restricted_now, usable, verdicts
from station_app.privacy.service.verbs import VERBS

__all__ = [
    "VERBS",
    "ConsentLine",
    "KeptLine",
    "Overdue",
    "PersonRecord",
    "PersonRights",
    "RequestCard",
    "RequestLine",
    "RestrictionLine",
    "Traced",
    "Waiting",
    "acknowledge",
    "address_of",
    "as_json",
    "because",
    "calendar",
    "cancel_request",
    "complete",
    "correct_consent",
    "correct_request",
    "correct_restriction",
    "deadlines_on",
    "decide",
    "extend",
    "find_request",
    "kept_for",
    "kept_of",
    "legal_bases",
    "let_go",
    "lift_restriction",
    "may_handle",
    "may_use",
    "past_term",
    "person_rights",
    "purpose_of",
    "purposes",
    "record_consent",
    "register_request",
    "request_card",
    "requests",
    "require_right",
    "require_use",
    "restrict",
    "restricted_now",
    "retention_on",
    "retract_consent",
    "retract_restriction",
    "traced",
    "usable",
    "verdicts",
    "waiting",
    "whole_record",
    "withdraw_consent",
    "withdraw_request",
]
