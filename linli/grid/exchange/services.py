"""What a superior's interface does: matters in, answers in, each in a transaction of its own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.grid.cases import services as cases
from linli.grid.exchange import queries, rules
from linli.grid.exchange.rules import REFUSALS_AN_HOUR, KeyOfAnother, NumberUnknown
from linli.grid.external import queries as external
from linli.grid.intake import queries as judging
from linli.grid.intake import services as intake
from linli.grid.intake.queries import Judge
from linli.grid.platforms import queries as platforms
from linli.grid.platforms.models import Platform
from linli.grid.platforms.rules import FIELDS, check_may_take_in, layout
from linli.grid.superiors import services as superiors
from linli.kernel.common.errors import LinliError
from linli.kernel.journal.rules import Stamp
from linli.kernel.keys import queries as keys
from linli.kernel.keys import services as key_services
from linli.kernel.keys.queries import Holder
from linli.kernel.keys.rules import KeyRefused, Scope
from linli.kernel.people import services as people
from linli.kernel.people.rules import Actor, covers


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks through a key, for which platform."""

    platform: Platform
    actor: Actor
    key: Holder


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one object: ``outcome``, the number of our case, or why not."""

    number: str
    outcome: str
    case: str = ""
    error: LinliError | None = None


def let_in(secret: str, *, code: str, address: str, at: datetime) -> Speaker:
    """Return who speaks for a platform through a key; its name is the word of the platform.

    Raises:
        KeyRefused, ScopeMissing: the key does not open this door.
        KeyOfAnother: it was issued for another platform.
        Forbidden: its post takes nothing in from superiors.
        NotFound: there is no such platform.
        TooMany: too many wrong keys from this network address.
    """
    try:
        holder = keys.holder(secret, scope=Scope.EXCHANGE, at=at)
    except KeyRefused:
        source = people.source_digest("exchange:refusal", address)
        people.count_attempts(limits={source: REFUSALS_AN_HOUR}, minutes=60, at=at)
        raise
    if holder.name != code:
        raise KeyOfAnother(platform=code)
    check_may_take_in(holder.actor)
    day = timezone.localdate(at)
    if holder.last_used_on != day:
        key_services.mark_used(key_id=holder.key_id, on=day)
    return Speaker(platforms.platform(code), holder.actor, holder)


def take_in(speaker: Speaker, *, sent: Sequence[Mapping[str, Any]], stamp: Stamp) -> list[Done]:
    """Take matters in, in their order; one that is refused stops no other."""
    how = replace(layout(speaker.platform.layout), columns={one.word: one.word for one in FIELDS})
    judge = judging.judge(speaker.actor, speaker.platform, how, now=stamp.at)
    return [_taken(speaker, judge, place, each, stamp) for place, each in enumerate(sent, start=1)]


def _taken(
    speaker: Speaker, judge: Judge, place: int, sent: Mapping[str, Any], stamp: Stamp
) -> Done:
    number = rules.number_of(sent)
    try:
        [verdict] = judge.judge([rules.row(place, sent)])
        with transaction.atomic():
            keys.lock(speaker.key.key_id, stamp.at)
            taken = intake.take(speaker.actor, speaker.platform, verdict=verdict, stamp=stamp)
    except LinliError as refused:
        return Done(number, "refused", error=refused)
    names = queries.numbers([taken.case_id] if taken.case_id else [])
    case = names.get(taken.case_id, "") if taken.case_id else ""
    return Done(number, taken.outcome.value, case, taken.error)


def answer(speaker: Speaker, *, sent: Sequence[Mapping[str, Any]], stamp: Stamp) -> list[Done]:
    """Record what a superior answered; the same key of its own twice is one answer."""
    return [_answered(speaker, each, stamp) for each in sent]


def _answered(speaker: Speaker, sent: Mapping[str, Any], stamp: Stamp) -> Done:
    number = rules.number_of(sent)
    try:
        with transaction.atomic():
            keys.lock(speaker.key.key_id, stamp.at)
            return _recorded(speaker, sent, stamp)
    except LinliError as refused:
        return Done(number, "refused", error=refused)


def _recorded(speaker: Speaker, sent: Mapping[str, Any], stamp: Stamp) -> Done:
    said = rules.answer(sent, zone=layout(speaker.platform.layout).tz(), now=stamp.at)
    found = external.by_number(speaker.platform.pk, said.number)
    if found is None or not covers(speaker.actor, found.case):
        raise NumberUnknown(number=said.number)
    cases.hold(found.case_id)
    if queries.is_answered(found.case_id, said.key):
        return Done(said.number, "known", found.case.number)
    salt = hashlib.sha256(stamp.salt + f"{said.number}:{said.key}".encode()).digest()[:16]
    superiors.take(
        speaker.actor,
        act=said.act,
        case_id=found.case_id,
        said=said.said,
        stamp=replace(stamp, salt=salt),
    )
    return Done(said.number, "recorded", found.case.number)
