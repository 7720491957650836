"""The deadline policy in force, and the one a case began under."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from linli.grid.clocks.models import Policy
from linli.grid.clocks.rules import PolicyValues, policy_values

FRESH_SECONDS = 30
"""How long a process uses what it has read; a new policy is seen by all after that."""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version with its values; version 0 are the defaults of the house."""

    version: int
    valid_from: datetime | None
    valid_to: datetime | None
    values: PolicyValues


DEFAULTS = PolicyVersion(0, None, None, PolicyValues())

_held: dict[str, tuple[float, dict[int, PolicyVersion]]] = {}
_lock = Lock()


def _all() -> dict[int, PolicyVersion]:
    with _lock:
        read_at, known = _held.get("policies", (0.0, {}))
        if not known or monotonic() - read_at > FRESH_SECONDS:
            known = {0: DEFAULTS} | {
                row.version: PolicyVersion(
                    row.version, row.valid_from, row.valid_to, policy_values(row.values)
                )
                for row in Policy.objects.order_by("version")
            }
            _held["policies"] = (monotonic(), known)
        return known


def forget() -> None:
    """Read the table again at the next question; called when it was changed here."""
    _held.clear()


def current(at: datetime) -> PolicyVersion:
    """Return the policy in force at ``at``; one statement every half minute at most."""
    in_force = [
        policy
        for policy in _all().values()
        if (policy.valid_from is None or policy.valid_from <= at)
        and (policy.valid_to is None or at < policy.valid_to)
    ]
    return max(in_force, key=lambda policy: policy.version)


def policy(version: int) -> PolicyVersion:
    """Return one version, whether or not it is still in force.

    A version that another process adopted a moment ago is read when it is first asked for.

    Raises:
        KeyError: there never was such a version.
    """
    if version not in _all():
        forget()
    return _all()[version]


def changed(version: int) -> dict[str, object]:
    """Return what a version changes of the defaults, in the form in which it is adopted."""
    found = Policy.objects.filter(version=version).values_list("values", flat=True).first()
    return dict(found or {})
