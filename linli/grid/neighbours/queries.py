"""What neighbours see of each other's matters: counts and results, no persons, no words."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.grid.cases import queries as cases
from linli.grid.cases.rules import Spot
from linli.grid.clocks.rules import PolicyValues
from linli.grid.photos import queries as photos
from linli.grid.photos.rules import PhotoKind
from linli.grid.showing import queries as showing
from linli.ui import pieces


@dataclass(frozen=True, slots=True)
class Result:
    """A settled matter as neighbours see it: what, when, before and after, no persons."""

    id: UUID
    title: str
    closed_at: datetime | None
    was_late: bool
    settled: bool | None
    photos: list[pieces.Photo] = field(default_factory=list)


def results_in(compound_id: UUID) -> list[Result]:
    """Return what was settled in a compound, latest first; two statements.

    Only pictures that staff took: where a reporter stood would tell who she is.
    """
    settled = cases.settled_in(compound_id)
    pictures = photos.of_cases([case.pk for case in settled])
    return [
        Result(
            id=case.pk,
            title=showing.title(case),
            closed_at=case.closed_at,
            was_late=case.was_late,
            settled=case.settled,
            photos=[
                photos.piece(picture)
                for picture in pictures.get(case.pk, [])
                if picture.kind != PhotoKind.REPORT
            ],
        )
        for case in settled
    ]


def goes_on(case_id: UUID, *, at: datetime) -> list[showing.CaseLine]:
    """Return the cases a case goes on in after a merge or split, as lines without their words."""
    return showing.lines(cases.parts_of(case_id), at=at, with_words=False)


def shared_in(compound_id: UUID, *, at: datetime) -> list[showing.CaseLine]:
    """Return the open public matters of a compound as lines without their words."""
    return showing.lines(cases.open_in(compound_id), at=at, with_words=False)


def neighbours(
    *, category_code: str, spot: Spot, at: datetime, policy: PolicyValues
) -> list[showing.CaseLine]:
    """Return open matters a reporter may mean too: of the same category, near and not old."""
    same = cases.likely_same(category_code=category_code, spot=spot, at=at, policy=policy)
    return showing.lines(same, at=at, with_words=False)
