"""Every answer has the shape of the published schemas (GeoReport v2, mySociety's adapter)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from linli.grid.moves.rules import Stage
from tests.courses import brought, reported
from tests.district import District
from tests.open311.clients import Partner
from tests.open311.test_report import SPOT
from tests.open311.test_updates import FMS

pytestmark = pytest.mark.django_db

Check = Callable[[Any], bool]
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def text(value: Any) -> bool:
    """Return whether a value is a text that says something."""
    return isinstance(value, str) and bool(value)


def moment(value: Any) -> bool:
    """Return whether a value is a W3C moment in whole seconds with its offset."""
    return isinstance(value, str) and bool(MOMENT.fullmatch(value))


def degrees(value: Any) -> bool:
    """Return whether a value is a number, and no text."""
    return isinstance(value, float | int) and not isinstance(value, bool)


def either(check: Check) -> Check:
    """Return the check that also takes nothing."""
    return lambda value: value is None or check(value)


SERVICE: dict[str, Check] = {
    "service_code": text,
    "service_name": text,
    "description": either(text),
    "metadata": lambda value: value is False,
    "type": {"realtime", "batch", "blackbox"}.__contains__,
    "keywords": lambda value: isinstance(value, str),
    "group": text,
}
REQUEST: dict[str, Check] = {
    "service_request_id": text,
    "status": {"open", "closed"}.__contains__,
    "status_notes": text,
    "service_name": text,
    "service_code": text,
    "description": text,
    "agency_responsible": either(text),
    "service_notice": either(text),
    "requested_datetime": moment,
    "updated_datetime": moment,
    "expected_datetime": either(moment),
    "address": text,
    "address_id": either(text),
    "zipcode": either(text),
    "lat": either(degrees),
    "long": either(degrees),
    "media_url": either(text),
}
UPDATE: dict[str, Check] = {
    "update_id": text,
    "service_request_id": text,
    "status": FMS.__contains__,
    "updated_datetime": moment,
    "description": text,
    "media_url": either(text),
}


def faults(rows: list[dict[str, Any]], schema: dict[str, Check]) -> list[str]:
    """Return the fields that are missing, too many, or of another shape."""
    assert rows
    found = [name for row in rows for name in row.keys() ^ schema.keys()]
    return found + [
        f"{name}: {row[name]!r}"
        for row in rows
        for name, check in schema.items()
        if name in row and not check(row[name])
    ]


def test_every_answer_has_the_shape_of_its_schema(district: District, partner: Partner) -> None:
    stages = [stage for stage in Stage if stage not in {Stage.NONE, Stage.DECLINED, Stage.MERGED}]
    for number, stage in enumerate(stages, start=1):
        brought(district, stage, number, at=timezone.now())
    reported(district, 90, at=timezone.now(), category="06001")
    partner.sends(service_code="06010", address_string="巴陵东路与青年路口")

    assert faults(partner.reads("services"), SERVICE) == []
    assert faults(partner.reads("requests"), REQUEST) == []
    assert faults(partner.reads("servicerequestupdates"), UPDATE) == []


def test_a_receipt_holds_exactly_one_of_number_and_token(partner: Partner) -> None:
    for code in ("06010", "L201"):
        receipt = partner.sends(**SPOT | {"service_code": code})

        assert len({"service_request_id", "token"} & receipt.keys()) == 1
        assert receipt.keys() <= {"service_request_id", "token", "service_notice", "account_id"}
