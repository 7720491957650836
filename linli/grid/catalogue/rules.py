"""Kinds of matter: what one is, which words point to it, and who may lead in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from linli.kernel.calendar.rules import Limit
from linli.kernel.common.errors import InputRefused, gettext_noop


class Level(StrEnum):
    """Where a matter is led by default: the lowest level that can settle it."""

    GRID = "grid"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


EMERGENCY_NUMBERS: dict[str, str] = {
    "119": gettext_noop("Fire, gas, or somebody trapped: call 119 now, then report here."),
    "110": gettext_noop("Violence or danger to a person: call 110 now, then report here."),
    "120": gettext_noop("Somebody is ill or hurt: call 120 now, then report here."),
}
"""The numbers shown before the form, each with its sentence."""
