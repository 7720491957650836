"""The timetable and the queue: each task calls one service, and may run twice without harm."""

import logging
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app

from linli.grid.cases import queries as cases
from linli.grid.disputes import services as disputes
from linli.grid.disputes.queries import due_for_watch as due_disputes
from linli.grid.external import queries as superiors
from linli.grid.external import services as external
from linli.grid.figures import services as figures
from linli.grid.files import services as files
from linli.grid.gallery import queries as gallery
from linli.grid.gallery import services as gallery_services
from linli.grid.photos import services as photos
from linli.grid.plan_runs import queries as plans
from linli.grid.plan_runs import services as plan_services
from linli.grid.sheets import services as sheets
from linli.grid.tasks import services as parts
from linli.grid.tasks.queries import due_for_watch as due_parts
from linli.grid.timing import services as timing
from linli.kernel.common import ids
from linli.kernel.common.errors import LinliError
from linli.kernel.deliveries import services as deliveries
from linli.kernel.heads import queries as log
from linli.kernel.heads import services as heads
from linli.kernel.journal import services as journal
from linli.kernel.journal.rules import Stamp
from linli.kernel.people import services as people
from linli.kernel.people.rules import BY_RULE
from linli.kernel.sendings import services as sendings
from linli.kernel.territory_changes import queries as territory_changes
from linli.kernel.territory_changes import services as change_services
from linli.notices.letters import queries as letters
from linli.notices.letters import services as letter_services
from linli.party.branches import services as branches
from linli.party.chasing import services as chasing
from linli.party.enclosures import services as enclosures
from linli.party.policy_tasks import services as policy_tasks
from linli.party.policy_tasks.queries import due_for_watch as due_policy_tasks
from linli.party.supervision import queries as papers

logger = logging.getLogger(__name__)

BATCH = 200


def _fresh(task: Callable[[], None]) -> Callable[[], None]:
    """Give a task a connection that works, also after the database was restarted."""

    @wraps(task)
    def run() -> None:
        close_old_connections()
        try:
            task()
        finally:
            close_old_connections()

    return run


def deliver_waiting(at: datetime) -> int:
    """Deliver all news that waits at ``at`` and return how many deliveries were made."""
    count = 0
    while read := journal.deliver(at=at, most=BATCH):
        count += read
    return count


def watch_due(at: datetime) -> int:
    """Let every clock, ours and the superiors', do what it has to do at ``at``; say how many did.

    What cannot be read, a case or something beside one, is logged and keeps no other waiting.
    """
    ours = _watched("case", cases.due_for_watch(at=at), timing.watch, at)
    theirs = _watched("case", superiors.due_for_watch(at=at), external.watch, at)
    in_parts = _watched("task", due_parts(at=at), parts.watch, at)
    in_dispute = _watched("dispute", due_disputes(at=at), disputes.watch, at)
    asked = _watched("supervision", papers.due_for_watch(at=at), chasing.watch, at)
    of_policies = _watched("task", due_policy_tasks(at=at), policy_tasks.watch, at)
    return ours + theirs + in_parts + in_dispute + asked + of_policies


Key = TypeVar("Key")


def _watched(noun: str, keys: list[UUID], watch: Callable[..., object], at: datetime) -> int:
    def one(key: UUID, stamp: Stamp) -> bool:
        return watch(**{f"{noun}_id": key}, stamp=stamp) is not None

    return _each(keys, one, at, fault=f"The clock of {noun} %s could not be read")


def _each(
    keys: Iterable[Key],
    do: Callable[[Key, Stamp], int],
    at: datetime,
    *,
    fault: str,
    is_secret: bool = False,
) -> int:
    """Do one thing for each key under a stamp of its own; return how often it was done.

    One that breaks is logged and keeps no other waiting; of a secret one the kind alone is
    told, since the words of the fault may name somebody.
    """
    count = 0
    for key in keys:
        try:
            count += do(key, Stamp(at=at, recorded_at=at, salt=os.urandom(16)))
        except Exception as broken:
            told = type(broken).__name__ if is_secret else broken
            logger.error(f"{fault}: %s", key, told, exc_info=not is_secret)  # noqa: G004, TRY400
    return count


WAKE_SECONDS = 1.0
"""A process asks for a delivery once in such a time; news beside that is found by the same."""

STAY_SECONDS = 1.5
"""A delivery looks for news so long, which is longer than nobody asks for another."""

LOOK_SECONDS = 0.25


@app.task(name="deliver", queueing_lock="deliver")
@_fresh
def deliver() -> None:
    """Deliver news that waits, and what comes in the next moments; started by who records news."""
    until = time.monotonic() + STAY_SECONDS
    while True:
        deliver_waiting(timezone.now())
        if time.monotonic() >= until:
            return
        time.sleep(LOOK_SECONDS)


@dataclass
class _Woken:
    """When this process last asked for a delivery, on its own clock."""

    at: float = float("-inf")


_woken = _Woken()


def wake() -> None:
    """Ask for a delivery; one waiting request is enough, and the timetable asks every minute.

    Whoever asked a moment ago need not ask again: that delivery had not begun before, and
    stays longer than this.
    """
    now = time.monotonic()
    if now - _woken.at < WAKE_SECONDS:
        return
    with suppress(exceptions.AlreadyEnqueued):
        deliver.defer()
    _woken.at = now


@app.periodic(cron="* * * * *")
@app.task(name="each_minute", pass_context=False)
def each_minute(timestamp: int) -> None:
    """Deliver what was missed, look at the clocks, fold the counts."""
    _fresh(_minute)()


def _minute() -> None:
    now = timezone.now()
    deliver_waiting(now)
    watch_due(now)
    deliver_waiting(timezone.now())
    take_force_due(timezone.now())
    figures.fold()


def take_force_due(at: datetime) -> int:
    """Let the changes of the territory whose day has come take force; return how many were tried.

    What stands against one is written down with it; it keeps no other waiting.
    """
    return _each(
        territory_changes.due(timezone.localdate(at)),
        lambda key, stamp: bool(
            change_services.take_force(BY_RULE, change_id=key, keys=ids.new, stamp=stamp)
        ),
        at,
        fault="The change %s of the territory could not take force",
    )


@app.periodic(cron="* * * * *")
@app.task(name="keep_log", pass_context=False)
def keep_log(timestamp: int) -> None:
    """Append what was committed to the log, and sign it."""
    _fresh(_log)()


def _log() -> None:
    append_and_sign(timezone.now())


def append_and_sign(at: datetime) -> int:
    """Append all entries that wait and sign the log, where that is due; return how many.

    Without the right key the log goes on growing and nothing is signed; the record of the
    worker says so each minute.
    """
    count = heads.append_all()
    if not log.size():
        return count
    try:
        heads.sign(heads.read_key(settings.SIGNING_KEY), at=at, file=settings.SIGNING_KEY)
    except LinliError as refused:
        logger.error("The record is not signed. %s", refused)  # noqa: TRY400
    return count


@app.task(name="plan_grids")
def plan_grids(run_id: str) -> None:
    """Carry a plan of grids out.

    One at a time, which the service sees to: a lock of the queue would stay with the job of a
    killed worker, and whoever starts the plan again would wait for it for ever.
    """
    _fresh(lambda: _carry_out(UUID(run_id)))()


def _carry_out(run_id: UUID) -> None:
    plan_services.carry_out(run_id, stamps=_stamp)


def _stamp() -> Stamp:
    now = timezone.now()
    return Stamp(at=now, recorded_at=now, salt=os.urandom(16))


def start_plan(run_id: UUID) -> None:
    """Queue a plan that is to be carried out; once while it waits."""
    with suppress(exceptions.AlreadyEnqueued):
        plan_grids.configure(queueing_lock=f"plan_grids:{run_id}").defer(run_id=str(run_id))


@app.periodic(cron="* * * * *")
@app.task(name="start_plans", queueing_lock="start_plans", pass_context=False)
def start_plans(timestamp: int) -> None:
    """Queue again the plans that nobody queued, or that lost their worker."""
    _fresh(_plans)()


def _plans() -> None:
    for run_id in plans.due(at=timezone.now()):
        start_plan(run_id)


@app.periodic(cron="* * * * *")
@app.task(name="send_letters", lock="letters", queueing_lock="letters", pass_context=False)
def send_letters(timestamp: int) -> None:
    """Send the letters that are due; one worker at a time, so that slow gateways hold up no news."""
    _fresh(_letters)()


def _letters() -> None:
    send_due(timezone.now())


def send_due(at: datetime) -> int:
    """Send each letter that is due at ``at`` and return how many found their end.

    A letter that breaks keeps no other waiting. What went wrong is logged by its kind only:
    its words may name the one it was for.
    """
    return _each(
        letters.due(at=at),
        lambda key, stamp: letter_services.send(key, stamp=stamp),
        at,
        fault="Letter %s could not be sent",
        is_secret=True,
    )


@app.periodic(cron="17 3 * * *")
@app.task(name="each_night", pass_context=False)
def each_night(timestamp: int) -> None:
    """Remove what has been kept long enough."""
    _fresh(_night)()


def _night() -> None:
    now = timezone.now()
    people.sweep_attempts(at=now)
    sendings.sweep(at=now)
    deliveries.sweep(at=now)
    photos.sweep(at=now)
    sheets.sweep(at=now)
    files.sweep(at=now)
    enclosures.sweep(at=now)
    erase_originals(now)


def erase_originals(at: datetime) -> int:
    """Erase the originals of covered photos that were kept long enough; return how many.

    One that cannot be erased is logged and keeps no other.
    """
    return _each(
        gallery.originals_due(at=at),
        lambda key, stamp: gallery_services.erase_original(photo_id=key, stamp=stamp),
        at,
        fault="The original of photo %s could not be erased",
    )


@app.periodic(cron="4 * * * *")
@app.task(name="judge_compositions", pass_context=False)
def judge_compositions(timestamp: int) -> None:
    """Judge who is missing in Party organisations where another rule has begun to apply."""
    _fresh(_judge)()


def _judge() -> None:
    now = timezone.now()
    branches.judge(stamp=Stamp(at=now, recorded_at=now, salt=os.urandom(16)))


@app.periodic(cron="* * * * *")
@app.task(name="recover_stalled", pass_context=False)
async def recover_stalled(timestamp: int) -> None:
    """Queue again what a killed worker left unfinished."""
    for job in await app.job_manager.get_stalled_jobs():
        with suppress(exceptions.UniqueViolation):  # the same waits already; again in a minute
            await app.job_manager.retry_job(job)
