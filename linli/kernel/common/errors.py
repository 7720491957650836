"""What can go wrong, said once: a stable code, what is so, and what to do.

Each situation has a class of its own next to the rule that raises it. The words live
on the class as plain English source strings, so that ``rules.py`` needs no Django;
a door translates them once (``linli.ui.errors``).
"""

from typing import ClassVar


def gettext_noop(words: str) -> str:
    """Mark ``words`` for translation and return them unchanged."""
    return words


class Term(str):
    """A word of the house inside a fact; doors translate it, plain text they leave alone."""

    __slots__ = ()


class LinliError(Exception):
    """A situation the house knows; every one has a code that never changes.

    Facts are keyword arguments; ``message`` and ``hint`` name them as ``%(fact)s``.
    """

    code: ClassVar[str] = "common.error"
    message: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    http_status: ClassVar[int] = 400

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code}: {self.message % self.facts} {self.hint % self.facts}".strip()


class RuleBroken(LinliError):
    """A rule of the house does not allow this now (HTTP 409)."""

    http_status = 409


class Forbidden(LinliError):
    """This post may not do this (HTTP 403)."""

    code = "common.forbidden"
    message = gettext_noop("Your post may not do this.")
    hint = gettext_noop("Ask the desk of your community, or sign in with another post.")
    http_status = 403


class NotFound(LinliError):
    """There is no such thing, or not for this person: the two look the same (HTTP 404)."""

    code = "common.not_found"
    message = gettext_noop("There is nothing here under this address.")
    hint = gettext_noop("Check the link or the number, or start again from the front page.")
    http_status = 404


class InputRefused(LinliError):
    """What was sent cannot be used as it is (HTTP 422)."""

    http_status = 422


class TooMany(LinliError):
    """More than the agreed number in the agreed time (HTTP 429)."""

    code = "common.too_many"
    message = gettext_noop("Too many attempts from here in a short time.")
    hint = gettext_noop("Wait %(minutes)s minutes and try again, or call your community.")
    http_status = 429
