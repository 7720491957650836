"""Row X4: what happened can be checked by anybody, erased where it is personal, altered by nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from linli.cli import check_proof
from linli.kernel.heads import services as heads
from linli.kernel.journal import queries as journal
from tests.courses import entries_of
from tests.stories.neighbours import PHONE, Story, faults, read


def signed(folder: Path) -> Path:
    """Let the worker append what was committed and sign it; return the file of the key."""
    file = folder / "record.key"
    heads.write_key(file, b"\1" * 32)
    heads.append_all()
    heads.sign(heads.read_key(file), at=timezone.now(), file=file)
    return file


def test_who_holds_the_link_checks_the_whole_course_without_the_house(
    story: Story, tmp_path: Path
) -> None:
    resident, token, case = story.reported()
    story.given(case)
    story.closed(case)
    signed(tmp_path)

    answer = resident.client.get(f"/m/{token}/proof.json")
    file = tmp_path / "proof.json"
    file.write_bytes(answer.content)
    sound = subprocess.run(
        [sys.executable, "-I", check_proof.__file__, str(file)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    file.write_bytes(answer.content.replace(b"case_done", b"case_verified", 1))
    forged = subprocess.run(
        [sys.executable, "-I", check_proof.__file__, str(file)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert (answer.status_code, sound.returncode, sound.stderr) == (200, 0, "")
    assert case.number in sound.stdout
    assert forged.returncode == 1
    assert PHONE.encode() not in answer.content


def test_a_resident_takes_her_words_back_and_the_record_stays_whole(story: Story) -> None:
    resident, token, case = story.reported("楼下垃圾堆了三天没人收")
    story.given(case)
    story.closed(case)

    resident.client.post(f"/m/{token}/erase/", {"sure": "1"})
    page = read(story.desk.page(case))

    assert resident.client.get(f"/m/{token}/").status_code == 404
    assert journal.verify().erased > 0
    assert "楼下垃圾堆了三天没人收" not in page
    assert PHONE not in page
    assert case.number in page
    assert faults() == []


@pytest.mark.parametrize(
    "change",
    [
        "settled = true",
        "handle_due_at = handle_due_at + interval '1 day'",
        "closed_at = closed_at - interval '1 day'",
        "lead_id = NULL",
        "reopens = 0, stage = 'verified'",
    ],
)
def test_a_row_changed_behind_the_back_of_the_house_is_named(story: Story, change: str) -> None:
    _, _, case = story.reported()
    story.given(case)
    story.closed(case)

    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE grid_case SET {change}")

    assert {str(case.pk) in fault.stream for fault in faults()} == {True}


def test_an_entry_changed_behind_the_back_of_the_house_is_named(story: Story) -> None:
    _, _, case = story.reported()
    story.given(case)
    last = entries_of(case)[-1]

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kernel_entry DISABLE TRIGGER ALL")
        cursor.execute(
            "UPDATE kernel_entry SET facts = facts || '{\"x\": 1}' WHERE id = %s", [last.pk]
        )

    assert [str(case.pk) in fault.stream for fault in journal.verify().faults] == [True]
