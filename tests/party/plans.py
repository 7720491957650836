"""Policy documents and their tasks, brought to a stage by ordinary posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from linli.party.policies import services as policies
from linli.party.policies.models import Policy
from linli.party.policies.rules import PolicyText
from linli.party.policy_moves.rules import Stage
from linli.party.policy_tasks import services as tasks
from linli.party.policy_tasks.models import PolicyTask
from linli.party.policy_tasks.rules import Asked
from linli.party.records import queries as records
from linli.party.records.models import Recorded
from linli.party.steps.rules import Step
from tests.district import NOW, District, key, stamp

DUE = NOW + timedelta(days=4, hours=9)
"""Friday 27 November 2026, 18:00 in Shanghai."""

NUMBER = "样办发〔2026〕5号"


def text_of(**more: Any) -> PolicyText:
    """Return what the register is to keep of a document."""
    given: dict[str, Any] = {
        "number": NUMBER,
        "issuer": "中共样例区委办公室",
        "issued_on": date(2026, 11, 20),
        "title": "关于加强小区协同治理的实施方案",
        "text": "健全小区议事机制。\n每季度通报一次进展。",
    }
    return PolicyText(**(given | more))


def asked(**more: Any) -> Asked:
    """Return a task, due on Friday."""
    given: dict[str, Any] = {
        "title": "建立小区党群联席会议机制",
        "text": "每个小区一份制度文本。",
        "evidence": "会议记录",
        "due_at": DUE,
    }
    return Asked(**(given | more))


def chief_of(district: District) -> Actor:
    """Return the desk of the district, which keeps the documents."""
    return district.actor(Role.DISTRICT_DESK)


def street_of(district: District, number: int = 0) -> Actor:
    """Return the desk of a street."""
    return district.actor(Role.STREET_DESK, district.streets[number])


def entered(
    district: District, which: int = 1, *, actor: Actor | None = None, **more: Any
) -> Policy:
    """Return a document in the register."""
    if which > 1:
        more.setdefault("number", f"样办发〔2026〕{which + 4}号")
    policy_id = key(60_000 + which)
    return policies.enter(
        actor or chief_of(district), policy_id=policy_id, text=text_of(**more),
        stamp=stamp(number=which),
    )  # fmt: skip


def brought(
    district: District,
    stage: Stage,
    *,
    policy: Policy | None = None,
    number: int = 1,
    at: datetime = NOW,
    **more: Any,
) -> PolicyTask:
    """Return a task of the first street that was brought to a stage, all steps at ``at``."""
    chief, street, when = chief_of(district), street_of(district), stamp(at, number)
    policy = policy or entered(district, number)
    [task] = tasks.give(
        chief, policy_id=policy.pk, batch_id=key(61_000 + number), asked=asked(**more),
        to_ids=[district.street_offices[0]], stamp=when,
    )  # fmt: skip
    step = Step(task.pk, words="已完成")
    way: dict[Stage, Callable[[], PolicyTask]] = {
        Stage.ACCEPTED: lambda: tasks.accept(street, step=step, stamp=when),
        Stage.IN_PROGRESS: lambda: tasks.progress(street, step=step, stamp=when),
        Stage.REPORTED: lambda: tasks.report(street, step=step, stamp=when),
        Stage.SENT_BACK: lambda: tasks.send_back(chief, step=step, due_at=DUE, stamp=when),
        Stage.CONFIRMED: lambda: tasks.confirm(chief, step=step, stamp=when),
        Stage.WITHDRAWN: lambda: tasks.withdraw(chief, step=step, stamp=when),
    }
    if stage is Stage.WITHDRAWN:
        way = {stage: way[stage]}
    if stage is Stage.CONFIRMED:
        del way[Stage.SENT_BACK]
    for reached, take in way.items():
        if task.stage == stage:
            break
        task = take()
        assert task.stage == reached
    assert task.stage == stage
    return again(task)


def again(task: PolicyTask) -> PolicyTask:
    """Return a task as the database has it now."""
    return PolicyTask.objects.get(pk=task.pk)


def step_of(task: PolicyTask, words: str = "") -> Step:
    """Return a step on a task by somebody who saw it as it is now."""
    return Step(task.pk, version=again(task).version, words=words)


def verbs_of(row: Recorded) -> list[str]:
    """Return what happened to a row, oldest first, without the names of pillar and noun."""
    noun = records.SUMS[type(row)].noun
    entries = journal.entries(records.stream_of(row))
    return [entry.verb.removeprefix(f"party.{noun}_") for entry in entries]


def is_sound() -> bool:
    """Return whether the record and every row that is a sum of entries is proven."""
    return not journal.verify().faults and not records.verify_rows().faults
