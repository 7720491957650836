"""Row G3: staff posted down see what is theirs from the first day to the last, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from linli.kernel.people.models import Post
from linli.kernel.people.rules import Role
from tests.stories.neighbours import Story, Worker


def held(worker: Worker) -> QuerySet[Post]:
    """Return the post that somebody acts from."""
    assert worker.actor.post_id
    return Post.objects.filter(pk=worker.actor.post_id)


def test_on_the_day_a_post_ends_its_matters_are_gone_for_who_held_it(story: Story) -> None:
    _, _, case = story.reported()
    story.given(case)
    sees = story.sanitation.sees(case)

    held(story.sanitation).update(ends_on=timezone.localdate())
    page = story.sanitation.page(case)
    step = story.sanitation.tries(case, "accept")

    assert sees
    assert page.status_code in {302, 403, 404}
    assert step.status_code in {302, 403, 404}
    assert case.number not in page.content.decode()
    case.refresh_from_db()
    assert case.stage == "dispatched"


@pytest.mark.parametrize(("days", "sees"), [(0, True), (1, False)])
def test_a_post_opens_its_matters_on_its_first_day_and_not_before(
    story: Story, days: int, *, sees: bool
) -> None:
    _, _, case = story.reported()
    first = timezone.localdate() + timedelta(days=days)
    held(story.officer).update(starts_on=first)

    assert story.officer.sees(case) is sees


def test_each_grid_sees_its_own_matters_and_the_desk_above_sees_both(story: Story) -> None:
    side = story.district.sides[0]
    _, _, case = story.reported()
    other_grid = Worker(story.district.actor(Role.GRID_OFFICER, side.grids[1]), "field")

    assert [who.sees(case) for who in (story.officer, other_grid)] == [True, False]
    assert story.desk.sees(case)
    assert story.street.sees(case)
    assert not story.other_street.sees(case)
