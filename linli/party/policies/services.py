"""Policy documents are entered in the register, corrected, and repealed."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel.journal.rules import Stamp
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory
from linli.kernel.territory.rules import Kind
from linli.party.enclosures.rules import Kept
from linli.party.policies import news, queries, rules
from linli.party.policies.models import Policy
from linli.party.policies.rules import NumberTaken, PolicyText, Stage
from linli.party.records import services as records
from linli.party.records.news import RowNews
from linli.party.steps.rules import Step
from linli.party.supervision.services import need_words


def enter(
    actor: Actor, *, policy_id: UUID, text: PolicyText, stamp: Stamp, files: Sequence[Kept] = ()
) -> Policy:
    """Enter a document that was issued on paper; it binds in the unit of the actor's office.

    Raises:
        Forbidden, EntryNeeded, NumberTaken.
    """
    rules.check_may_enter(actor)
    rules.check_text(text)
    changes = {
        **text.changes(),
        **place_of(actor),
        "stage": Stage.IN_FORCE.value,
        "office_id": actor.organisation_id,
        "entered_by_id": actor.post_id,
        "entered_at": stamp.at,
    }
    new = Policy(id=policy_id)
    return _worded(
        actor, new, told=news.PolicyEntered, changes=changes, text=text, files=files, stamp=stamp
    )


def place_of(actor: Actor) -> dict[str, object]:
    """Return where what the actor's office issues binds: its unit, and where that lies."""
    line = queries.above(actor)
    places = {unit.kind: key for key, unit in territory.listed(line).items()}
    return {
        "unit_id": actor.unit_id,
        "district_id": places.get(Kind.DISTRICT),
        "street_id": places.get(Kind.STREET),
    }


@transaction.atomic
def correct(actor: Actor, *, step: Step, text: PolicyText, stamp: Stamp) -> Policy:
    """Correct what the register says of a document; further files join those it has.

    Raises:
        NotFound, Forbidden, NotTheKeeper, Repealed, ChangedMeanwhile.
        EntryNeeded, NumberTaken.
    """
    policy = held(actor, step=step)
    rules.check_text(text)
    return _worded(
        actor, policy, told=news.PolicyCorrected, changes=text.changes(), text=text,
        files=step.files, stamp=stamp,
    )  # fmt: skip


def _worded(
    actor: Actor,
    policy: Policy,
    *,
    told: type[RowNews],
    changes: dict[str, object],
    text: PolicyText,
    files: Sequence[Kept],
    stamp: Stamp,
) -> Policy:
    try:
        with transaction.atomic():
            return records.change(
                actor, policy, news=told, changes=changes, stamp=stamp, payload=text.payload(),
                files=files,
            )  # fmt: skip
    except IntegrityError as taken:
        raise NumberTaken(number=text.number) from taken


@transaction.atomic
def repeal(actor: Actor, *, step: Step, stamp: Stamp) -> Policy:
    """Note that a document does not bind any more, with the reason; its tasks go on.

    Raises:
        NotFound, Forbidden, NotTheKeeper, Repealed, ChangedMeanwhile, TextNeeded.
    """
    policy = held(actor, step=step)
    need_words(step)
    changes = {"stage": Stage.REPEALED.value, "ended_at": stamp.at}
    return records.change(
        actor, policy, news=news.PolicyRepealed, changes=changes, stamp=stamp,
        payload=step.payload(),
    )  # fmt: skip


@transaction.atomic
def split(actor: Actor, *, policy_id: UUID, count: int, stamp: Stamp) -> tuple[Policy, int]:
    """Take the next ``count`` numbers of tasks of a document; return it and the first of them.

    Raises:
        NotFound, Forbidden, NotTheKeeper, Repealed.
    """
    policy = held(actor, step=Step(policy_id))
    first = policy.running + 1
    changes = {"running": policy.running + count}
    records.change(actor, policy, news=news.PolicySplit, changes=changes, stamp=stamp)
    return policy, first


def held(actor: Actor, *, step: Step) -> Policy:
    """Return a document that binds, with its row locked, where the actor's office keeps it.

    Raises:
        NotFound, Forbidden, NotTheKeeper, Repealed, ChangedMeanwhile.
    """
    policy = records.hold(Policy, step.paper_id)
    rules.check_may_keep(actor, policy, queries.above(actor))
    rules.check_in_force(policy)
    records.check_version(policy, step.version)
    return policy
