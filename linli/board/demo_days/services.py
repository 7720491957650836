"""Lets the made-up district live through its last thirty days, by the ordinary services."""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from django.utils import timezone

from linli.board.demo_lives import rules
from linli.board.demo_lives.rules import Turn
from linli.board.demo_lives.services import Life, Pictures
from linli.board.demo_past.rules import HOURS
from linli.board.demo_past.services import Setting

AT_SIGN_INS = 0.06
"""This share of the matters lies where the sign-ins work, so that their lists are not empty."""


def add(setting: Setting, *, at: datetime) -> int:
    """Run the thirty days up to ``at``, each step at its own moment; return how many matters."""
    found = moments(setting.noise, at=at)
    happenings = list(setting.matters(found, at_sign_ins=AT_SIGN_INS))
    shares = np.array(list(rules.SHARES.values()))
    turns = setting.noise.choice(list(rules.SHARES), len(happenings), p=shares / shares.sum())
    pictures = Pictures(setting)
    lives = [
        Life(setting, happening, Turn(turn), pictures)
        for happening, turn in zip(happenings, turns.tolist(), strict=True)
    ]
    with _without_savepoints():
        _run(lives, until=at)
    return len(lives)


def _run(lives: list[Life], *, until: datetime) -> None:
    """Let the lives go on in the order of their moments."""
    queue = [(life.happening.at, number) for number, life in enumerate(lives)]
    heapq.heapify(queue)
    while queue and queue[0][0] <= until:
        now, number = heapq.heappop(queue)
        lives[number].go_on(now)
        upcoming = lives[number].upcoming()
        if upcoming is not None:
            heapq.heappush(queue, (upcoming, number))


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """Let the services run without savepoints: nothing here goes on after a failure.

    Two thirds of all statements would be savepoints within the one transaction.
    """
    features = connection.features
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = True


def moments(noise: np.random.Generator, *, at: datetime) -> list[datetime]:
    """Return the moments of the reports of the thirty days before ``at``, oldest first."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    hours = noise.choice(24, rules.CASES, p=np.array(HOURS) / sum(HOURS)).tolist()
    days = noise.integers(0, rules.DAYS, rules.CASES).tolist()
    seconds = noise.integers(0, 3600, rules.CASES).tolist()
    found = [
        midnight + timedelta(hours=hour, seconds=second) - timedelta(days=day)
        for day, hour, second in zip(days, hours, seconds, strict=True)
    ]
    return sorted(moment if moment < at else moment - timedelta(days=1) for moment in found)
