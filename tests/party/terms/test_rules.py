"""The clock of a term: when it ends, when it is time to prepare, how far it goes (row P4)."""

from __future__ import annotations

from datetime import date

import pytest

from linli.party.composition import queries
from linli.party.composition import rules as composition
from linli.party.terms import rules
from linli.party.terms.rules import Clock, Term

TERMS = composition.read(queries.shipped()).terms
DAY = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("kind", "base", "years"),
    [
        ("committee", "street", 0),
        ("committee", "office", 5),
        ("committee", "community", 5),
        ("general_branch", "community", 5),
        ("branch", "community", 5),
        ("general_branch", "compound", 3),
        ("branch", "compound", 3),
        ("branch", "grid", 3),
        ("branch", "property_company", 3),
        ("branch", "new_organisation", 3),
        ("group", "compound", 0),
        ("group", "community", 0),
    ],
)
def test_a_term_lasts_as_the_partys_rules_say(kind: str, base: str, years: int) -> None:
    term = rules.begun(TERMS, kind=kind, base=base, on=DAY)

    assert rules.years_of(TERMS, kind=kind, base=base) == years
    assert term.ends_on == (DAY.replace(year=DAY.year + years) if years else None)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 1, 15), 0, date(2024, 1, 15)),
    ],
)
def test_so_many_months_later(day: date, months: int, later: date) -> None:
    assert rules.months_after(day, months) == later


ENDS = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("term", "today", "clock"),
    [
        (Term(None, None), DAY, Clock.NONE),
        (Term(DAY, ENDS), date(2026, 8, 31), Clock.RUNNING),
        (Term(DAY, ENDS), date(2026, 9, 1), Clock.SOON),
        (Term(DAY, ENDS), ENDS, Clock.SOON),
        (Term(DAY, ENDS), date(2027, 3, 2), Clock.LATE),
        (Term(DAY, ENDS, date(2028, 3, 1)), date(2027, 3, 2), Clock.RUNNING),
        (Term(DAY, ENDS, date(2028, 3, 1)), date(2028, 3, 2), Clock.LATE),
    ],
)
def test_how_a_term_stands(term: Term, today: date, clock: Clock) -> None:
    assert rules.clock(term, today=today, remind_months=6) is clock


@pytest.mark.parametrize(
    ("term", "until", "may"),
    [
        (Term(DAY, ENDS), ENDS, False),
        (Term(DAY, ENDS), date(2027, 3, 2), True),
        (Term(DAY, ENDS), date(2028, 3, 1), True),
        (Term(DAY, ENDS), date(2028, 3, 2), False),
        (Term(DAY, ENDS, date(2027, 9, 1)), date(2027, 9, 1), False),
        (Term(DAY, ENDS, date(2027, 9, 1)), date(2028, 3, 1), True),
        (Term(DAY, ENDS, date(2027, 9, 1)), date(2028, 9, 1), False),
        (Term(None, None), date(2028, 3, 1), False),
    ],
)
def test_a_term_is_extended_by_a_year_at_most(term: Term, until: date, *, may: bool) -> None:
    if may:
        rules.check_extension(term, until, longest_months=12)
    else:
        with pytest.raises(rules.ExtensionTooLong):
            rules.check_extension(term, until, longest_months=12)


@pytest.mark.parametrize(
    ("on", "may"), [(DAY, False), (date(2024, 3, 2), True), (ENDS, True), (date(2027, 3, 2), False)]
)
def test_an_election_follows_the_present_term_and_is_not_to_come(on: date, *, may: bool) -> None:
    term = Term(DAY, ENDS)
    if may:
        rules.check_elected(term, on, today=ENDS)
    else:
        with pytest.raises(rules.ElectedTooEarly):
            rules.check_elected(term, on, today=ENDS)
