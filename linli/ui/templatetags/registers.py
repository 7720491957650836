"""Words of the registers of a compound, in the reader's language. ``{% load registers %}``."""

from datetime import date

from django import template
from django.utils import dateformat, timezone
from django.utils.translation import gettext, pgettext

from linli.kernel.bodies.rules import (
    ABILITY_NAMES,
    CLOCK_NAMES,
    KIND_NAMES,
    REMARK_NAMES,
    Ability,
    Clock,
    Remark,
)
from linli.kernel.bodies.rules import Kind as BodyKind
from linli.kernel.contracts.rules import (
    FORM_NAMES,
    GROUND_NAMES,
    SERVICE_NAMES,
    Form,
    Ground,
    Service,
)
from linli.kernel.seals.rules import SEAL_STATE_NAMES, SealState
from linli.kernel.terms.rules import STATE_NAMES, Due, State

register = template.Library()


@register.filter
def ability_name(word: str) -> str:
    """Write whether a body can act."""
    return gettext(ABILITY_NAMES[Ability(word)])


@register.filter
def body_kind(word: str) -> str:
    """Write what a body is."""
    return gettext(KIND_NAMES[BodyKind(word)])


@register.filter
def clock_name(word: str) -> str:
    """Write what of a body is due."""
    return gettext(CLOCK_NAMES[Clock(word)])


@register.filter
def remark(word: str) -> str:
    """Write what in a body is not as the standard has it."""
    return gettext(REMARK_NAMES[Remark(word)])


@register.filter
def form_name(word: str) -> str:
    """Write how somebody came to serve a compound."""
    return gettext(FORM_NAMES[Form(word)])


@register.filter
def ground_name(word: str) -> str:
    """Write why a contract ended."""
    return gettext(GROUND_NAMES[Ground(word)])


@register.filter
def service_name(word: str) -> str:
    """Write who serves a compound."""
    return gettext(SERVICE_NAMES[Service(word)])


@register.filter
def seal_state_name(word: str) -> str:
    """Write how a seal stands."""
    return gettext(SEAL_STATE_NAMES[SealState(word)])


@register.filter
def state_of(due: Due) -> str:
    """Return how a day stands today, as a word for conditions."""
    return due.state(timezone.localdate()).value


@register.filter
def state_name(word: str) -> str:
    """Write how a day stands."""
    return gettext(STATE_NAMES[State(word)])


@register.filter
def yuan(fen: int) -> str:
    """Write an amount of fen as yuan, for example 1.50."""
    return f"{fen // 100}.{fen % 100:02d}"


@register.filter
def whole_day(on: date) -> str:
    """Write a day with its year and without its weekday: 2026年11月23日 or 23 Nov 2026."""
    return dateformat.format(on, pgettext("date format with year", "j M Y"))
