"""How requests, consents and restrictions travel."""

from station_app.privacy.model import Consent, DataRequest, ProcessingRestriction
from station_app.store.record import entity

ENTITIES = (
    entity(DataRequest, label="Yêu cầu về dữ liệu", subject="person"),
    entity(Consent, label="Đồng ý xử lý dữ liệu", subject="person"),
    entity(ProcessingRestriction, label="Hạn chế xử lý dữ liệu", subject="person"),
)
