"""The course of a case as a reply tells it, and replies as a superior's sheet holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.cases.rules import Ground, Satisfied
from linli.grid.cases.services import stream_of
from linli.grid.catalogue import queries as catalogue
from linli.grid.external import queries as external
from linli.grid.external.models import External
from linli.grid.external.rules import Act, Result
from linli.grid.replies import rules
from linli.grid.replies.rules import Course, Event
from linli.grid.superior_answers import queries as answers
from linli.grid.superior_answers.rules import Recorded
from linli.kernel.journal import queries as journal
from linli.kernel.journal.models import Entry
from linli.kernel.people import queries as people
from linli.kernel.people.rules import Actor
from linli.kernel.territory import queries as territory

RESULTS_ZH: dict[str, str] = {
    Result.SETTLED: "已解决",
    Result.PARTLY: "部分解决",
    Result.EXPLAINED: "未解决，已解释",
    Result.DECLINED: "不予受理",
}

YES_ZH = {True: "是", False: "否"}
SATISFIED_ZH: dict[str, str] = {
    Satisfied.SATISFIED: "满意",
    Satisfied.MOSTLY: "基本满意",
    Satisfied.DISSATISFIED: "不满意",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with the result that the course suggests."""

    words: str
    result: Result


def draft(actor: Actor, case_id: UUID, *, result: Result | None = None) -> Draft:
    """Return the draft of a reply for a case that the actor may read.

    Raises:
        NotFound: there is none, or it came from no superior.
    """
    case = cases.seen(actor, case_id)
    course = course_of(case, external.of_case(case_id))
    chosen = result or rules.usual_result(case.stage, course.events)
    return Draft(rules.draft(course, chosen), chosen)


def course_of(case: Case, outside: External) -> Course:
    """Return what happened to a case, as far as a reply may tell it."""
    entries = journal.entries(stream_of(case.pk))
    said = (case.words.content if case.words else None) or {}
    return Course(
        subject=_subject(case),
        number=outside.number,
        events=_events(case, entries),
        ground=Ground(case.ground) if case.ground else None,
        private=(str(said.get("name", "")),),
    )


def _subject(case: Case) -> str:
    """Return place and category in words; never what the reporter wrote."""
    unit = case.compound_id or case.community_id or case.street_id or case.district_id
    where = territory.names({unit}).get(unit, "")
    if not case.category_code:
        return f"{where}有关问题"
    category = catalogue.category(case.category_code, edition=case.edition)
    return f"{where}{category.name_zh}"


def _events(case: Case, entries: Sequence[Entry]) -> list[Event]:
    undone = {int(entry.facts["undoes"]) for entry in entries if "undoes" in entry.facts}
    names = people.organisation_names(_offices(entries))
    assists: tuple[str, ...] = ()
    events, lead = [], ""
    for entry in entries:
        changes = entry.facts["set"]
        if changes.get("lead_id"):
            lead = names.get(UUID(changes["lead_id"]), "")
        if "assist_ids" in changes:
            assists = tuple(names.get(UUID(key), "") for key in changes["assist_ids"])
        if entry.number in undone:
            continue
        unit = changes.get("coordinator_id")
        events.append(
            Event(
                verb=entry.verb,
                at=timezone.localtime(entry.at),
                unit=names.get(UUID(unit), "") if unit else "",
                words=_words(entry),
                lead=lead,
                assists=tuple(each for each in assists if each),
                asked=str(entry.facts.get("what", "")),
            )
        )
    return events


def _offices(entries: Sequence[Entry]) -> set[UUID]:
    found: set[UUID] = set()
    for entry in entries:
        changes = entry.facts["set"]
        keys = [changes.get("lead_id"), changes.get("coordinator_id")]
        found |= {UUID(key) for key in [*keys, *changes.get("assist_ids", [])] if key}
    return found


def _words(entry: Entry) -> str:
    payload = journal.payload_of(entry)
    content = payload.content if payload else None
    return str(content.get("text", "")) if content else ""


def rows(found: Sequence[External]) -> list[dict[str, str]]:
    """Return replies by reply field, in the order given; the rows come with case and words.

    One statement for the offices' names, one for what the superior answered.
    """
    leads = {one.case.lead_id for one in found if one.case.lead_id}
    names = people.organisation_names(leads)
    recorded = answers.recorded([one.case_id for one in found])
    return [
        _row(one, names.get(one.case.lead_id, "") if one.case.lead_id else "")
        | _answered(one, recorded.get(one.case_id, []))
        for one in found
    ]


def _answered(one: External, recorded: Sequence[Recorded]) -> dict[str, str]:
    """Return the superior's answers as its own columns hold them: this follow-up, the last back."""
    heard = [each for each in recorded if each.act is Act.FOLLOW_UP and one.followed_at]
    backs = [each for each in recorded if each.act is Act.SEND_BACK]
    said = {}
    if heard and one.settled is not None:
        said = {
            "heard_settled": YES_ZH[one.settled],
            "heard_satisfied": SATISFIED_ZH[one.satisfied],
            "heard_at": _written(heard[-1].at),
            "heard_words": heard[-1].words or "",
        }
    if not backs:
        return said | {"back": YES_ZH[False]}
    return said | {
        "back": YES_ZH[True],
        "back_words": backs[-1].words or "",
        "back_at": _written(backs[-1].at),
        "back_due_at": _written(backs[-1].due_at),
    }


def _written(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""


def _row(one: External, unit: str) -> dict[str, str]:
    content = (one.reply.content if one.reply else None) or {}
    settled = one.result == Result.SETTLED
    return {
        "number": one.number,
        "reply": str(content.get("text", "")),
        "result": RESULTS_ZH.get(one.result, ""),
        "settled": YES_ZH[settled] if one.result else "",
        "replied_at": _written(one.replied_at),
        "unit": unit,
        "case": one.case.number,
    }
