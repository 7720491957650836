"""Notes stand in the record, are read by their circle, and hers are new until read (G1, X2)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.joining import services as joining
from linli.grid.moves.rules import Stage
from linli.grid.notes import queries
from linli.grid.notes import services as notes
from linli.grid.notes.models import Note
from linli.grid.notes.rules import Kind
from linli.grid.queues import queries as queues
from linli.grid.queues.queries import Filters
from linli.grid.reports import queries as reports
from linli.grid.showing import queries as showing
from linli.kernel.common.errors import TooMany
from linli.kernel.journal import queries as journal
from linli.kernel.people.rules import Actor, Role
from tests.courses import (
    brought,
    desk_of,
    head_of,
    holder_of,
    last_entry,
    officer_of,
    refused,
    step_of,
    words_of,
)
from tests.district import NOW, District, again, key, stamp


def note(
    actor: Actor, case: Case, kind: Kind = Kind.INTERNAL, *, words: str = "先联系物业", number: int = 1,
    mentioned: UUID | None = None,
) -> Note:  # fmt: skip
    return notes.note(
        actor, step=step_of(case, words), key=key(60_000 + number), kind=kind,
        mentioned_id=mentioned, stamp=stamp(NOW, number),
    )  # fmt: skip


def add(case: Case, words: str = "在三号楼后面", number: int = 1) -> Note:
    return notes.add(
        "token-1", address="203.0.113.1", words=words, key=key(61_000 + number),
        stamp=stamp(NOW, number),
    )  # fmt: skip


def waiting(actor: Actor, only: str = "added") -> set[UUID]:
    found = queues.chosen(actor, Filters(only=only), at=NOW)
    return {case.pk for case in found}


@pytest.mark.parametrize("stage", [Stage.REPORTED, Stage.IN_HAND, Stage.CLOSED])
def test_a_note_changes_nothing_but_the_record(district: District, stage: Stage) -> None:
    case = brought(district, stage)
    before = vars(again(case))

    note(desk_of(district), case)

    after = vars(again(case))
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"version", "changed_at", "_state"}
    entry = last_entry(case)
    assert (entry.verb, words_of(entry)) == (
        "grid.case_noted",
        {"text": "先联系物业", "photos": []},
    )
    assert "先联系物业" not in str(entry.facts)
    assert cases.verify_rows().faults == []


def test_an_altered_note_is_found(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    row = note(desk_of(district), case)

    Note.objects.filter(pk=row.pk).update(kind="public")

    [fault] = cases.verify_rows().faults
    assert fault.reason == f"note {row.pk}: kind is not what the entries say"


def test_each_circle_reads_its_notes(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    joining.join(
        case_id=case.pk, reporter_id=key(30_001), token="neighbour", name="", phone="",
        stamp=stamp(NOW, 5),
    )  # fmt: skip
    note(desk_of(district), case, words="内部的话")
    note(officer_of(district), case, Kind.PUBLIC, words="公开的话", number=2)
    add(case, "她补充的话")
    words = {
        "desk": showing.page(desk_of(district), case.pk, at=NOW).entries,
        "head": showing.page(head_of(district), case.pk, at=NOW).entries,
        "reporter": reports.matter("token-1", at=NOW).page.entries,
        "neighbour": reports.matter("neighbour", at=NOW).page.entries,
    }

    read = {who: {entry.words for entry in entries} for who, entries in words.items()}

    assert {"内部的话", "公开的话", "她补充的话"} <= read["desk"] & read["head"]
    assert {"公开的话", "她补充的话"} <= read["reporter"]
    assert "内部的话" not in read["reporter"] | read["neighbour"]
    assert read["neighbour"] == {"", "公开的话"}
    assert not any("内部" in entry.sentence for entry in words["reporter"])
    assert any("样例区环卫局" in entry.sentence for entry in words["reporter"])
    assert not any("工作人员" in entry.sentence + entry.who for entry in words["reporter"])


def test_what_she_adds_is_new_until_it_is_read_or_answered(district: District) -> None:
    case = brought(district, Stage.CLOSED)
    desk = desk_of(district)

    add(case)
    assert waiting(desk) == {case.pk}
    assert queues.counts(desk, Filters(), at=NOW)["added"] == 1
    notes.hear(desk, case_id=case.pk, stamp=stamp(NOW, 7))
    count = again(case).version
    notes.hear(desk, case_id=case.pk, stamp=stamp(NOW, 8))

    assert waiting(desk) == set()
    assert again(case).version == count
    add(case, number=2)
    note(desk, case, Kind.PUBLIC, words="收到")
    assert waiting(desk) == set()
    assert list(queries.unheard(case.pk)) == []
    assert cases.verify_rows().faults == []
    assert journal.verify().faults == []


def test_a_merged_matter_waits_for_nobody(district: District) -> None:
    case, other = brought(district, Stage.REPORTED), brought(district, Stage.REPORTED, 2)
    add(case)

    joining.merge(desk_of(district), step=step_of(case), into_id=other.pk, stamp=stamp(NOW, 3))

    assert waiting(desk_of(district)) == set()


def test_nobody_writes_without_end(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    for number in range(6):
        add(case, number=number)

    with pytest.raises(TooMany), transaction.atomic():
        add(case, number=7)

    assert Note.objects.count() == 6


def test_what_is_refused_leaves_nothing(district: District) -> None:
    case = brought(district, Stage.IN_HAND)
    desk = desk_of(district)
    auditor = district.actor(Role.AUDITOR)

    assert refused(case, lambda: note(desk, case, words="")) == "grid.reason_needed"
    assert (
        refused(case, lambda: note(desk, case, mentioned=district.fire)) == "grid.not_on_this_case"
    )
    assert refused(case, lambda: note(auditor, case)) == "common.forbidden"
    assert refused(case, lambda: note(desk_of(district, 1), case)) == "people.not_your_territory"
    assert refused(case, lambda: note(holder_of(case), case, Kind.PUBLIC)) == "common.forbidden"
    assert not Note.objects.exists()


def test_a_unit_of_the_case_is_mentioned(district: District) -> None:
    case = brought(district, Stage.IN_HAND)

    row = note(desk_of(district), case, mentioned=district.sanitation)

    assert row.mentioned_id == district.sanitation
    page = showing.page(desk_of(district), case.pk, at=NOW)
    assert "样例区环卫局" in page.entries[-1].sentence
