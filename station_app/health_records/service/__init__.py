"""The nurse's verbs for health records: write down, correct, take back; alerts and the whole record."""

from station_app.health_records.service.alerts import (
    Alerts,
    AllergyLine,
    ConditionLine,
    HealthRecord,
    RiskLine,
    alerts_of,
    record,
    records_of,
)
from station_app.health_records.service.entries import (
    LABELS,
    VERBS,
    add_allergy,
    add_condition,
    add_risk_factor,
    correct_allergy,
    correct_condition,
    correct_risk_factor,
    withdraw_allergy,
    withdraw_condition,
    withdraw_risk_factor,
)

__all__ = [
    "LABELS",
    "VERBS",
    "Alerts",
    "AllergyLine",
    "ConditionLine",
    "HealthRecord",
    "RiskLine",
    "add_allergy",
    "add_condition",
    "add_risk_factor",
    "alerts_of",
    "correct_allergy",
    "correct_condition",
    "correct_risk_factor",
    "record",
    "records_of",
    "withdraw_allergy",
    "withdraw_condition",
    "withdraw_risk_factor",
]
