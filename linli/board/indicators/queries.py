"""Reads the figures: each a count over rows, each share with its denominator."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from linli.board.indicators.rules import WORDINGS, Indicator
from linli.grid.cases import queries as cases
from linli.grid.figures import queries as figures
from linli.grid.followups import queries as followups
from linli.grid.judgements import queries as judgements
from linli.kernel.people.models import Post
from linli.kernel.people.rules import DEPARTMENT, Role
from linli.kernel.territory.models import Unit
from linli.kernel.territory.queries import in_force
from linli.party.branches import queries as branches
from linli.party.coverage import queries as coverage

PLACES = {
    "streets": "street",
    "communities": "community",
    "compounds": "compound",
    "grids": "grid",
    "micro_grids": "micro_grid",
    "buildings": "building",
}


def indicators(*, year: int, at: datetime) -> list[Indicator]:
    """Return all figures in the order of ``rules.WORDINGS``; thirteen statements when warm.

    Territory and staff hold for the day of ``at``. Cases are those reported in ``year``; how
    many of them are disposed of is seen from the year's last day, or from ``at`` while the
    year is running, and everything else as the cases stand now.
    """
    today = timezone.localdate(at)
    found = _ground(today) | _staff(today) | _roll_out(at)
    plain = [Indicator(code, count, today) for code, count in found.items()]
    order = list(WORDINGS)
    return sorted(
        [*plain, *_party(today), *_cases(year, at, today)], key=lambda one: order.index(one.code)
    )


def _ground(today: date) -> dict[str, int]:
    """Return how many units of each kind are in force on a day; one statement."""
    rows = Unit.objects.filter(in_force(today)).values_list("kind").annotate(Count("pk"))
    counted = dict(rows.order_by())
    return {code: counted.get(kind, 0) for code, kind in PLACES.items()}


def _staff(today: date) -> dict[str, int]:
    """Return how many posts of two sorts are held on a day; one statement."""
    held = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))
    posted = Q(role__in=DEPARTMENT, unit__kind__in=["street", "community", "grid"])
    counted: dict[str, int] = Post.objects.filter(held).aggregate(
        posted_staff=Count("pk", filter=posted),
        grid_officers=Count("pk", filter=Q(role=Role.GRID_OFFICER)),
    )
    return counted


def _party(today: date) -> list[Indicator]:
    """Return how many Party organisations are at work, and how many lack somebody; one statement."""
    found = branches.counts(on=today)
    of_compounds = [each for each in found if each.base == "compound"]
    companies = sum(each.founded for each in found if each.base == "property_company")
    return [
        Indicator("party_organisations", sum(each.founded for each in found), today),
        Indicator("company_organisations", companies, today),
        Indicator(
            "incomplete_composition_rate",
            sum(each.with_vacancies for each in of_compounds),
            today,
            sum(each.founded for each in of_compounds),
        ),
    ]


def _roll_out(at: datetime) -> dict[str, int]:
    """Return the figures of the roll-out; five statements once the ground is in memory."""
    found = coverage.figures(at=at)
    return {
        "compound_organisations": found.founded,
        "coinciding_organisations": found.coinciding,
        "most_organisations": found.most,
    }


def _start(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))


def _cases(year: int, at: datetime, today: date) -> list[Indicator]:
    begins, ends = _start(year), _start(year + 1)
    seen_at = min(at, ends - timedelta(microseconds=1))
    seen_on = timezone.localdate(seen_at)
    count = cases.year_counts(begins=begins, ends=ends, seen_at=seen_at)
    judged = judgements.judged_counts(begins=begins, ends=ends)
    heard = followups.heard_counts(begins=begins, ends=ends)
    then = {
        "disposal_rate": (count.disposed, count.reported),
        "declined_rate": (count.declined, count.reported),
    }
    now = {
        "on_time_rate": (count.on_time, count.with_deadline),
        "reopened_rate": (count.reopened, count.closed),
        "rework_rate": (count.reworked, count.closed),
        "rating_rate": (count.rated, count.closed),
        "settled_rate": (count.settled, count.rated),
        "unjudged_settled_rate": (judged.settled, judged.kept),
        "satisfied_rate": (count.satisfied, count.rated),
        "unjudged_satisfied_rate": (judged.satisfied, judged.kept),
        "unsettled_once_rate": (judged.unsettled_once, judged.spoken),
        "reached_rate": (heard.reached, heard.tried),
        "heard_settled_rate": (heard.settled, heard.reached),
        "heard_satisfied_rate": (heard.satisfied, heard.reached),
    }
    return [
        Indicator("cases_reported", count.reported, seen_on),
        *[Indicator(code, part, seen_on, whole) for code, (part, whole) in then.items()],
        *[Indicator(code, part, today, whole) for code, (part, whole) in now.items()],
        *[Indicator(code, part, today) for code, part in judged.findings.items()],
        Indicator("median_handling", _median(year), seen_on),
    ]


def _median(year: int) -> int | None:
    """Return the median time to the end of the work, of cases closed in a year; two statements."""
    return figures.figures(date(year, 1, 1), date(year, 12, 31)).median_minutes
