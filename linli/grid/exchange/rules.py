"""What a superior's interface may send: a batch of matters, a batch of answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from linli.grid.cases.rules import Satisfied
from linli.grid.cells.rules import moment, not_after
from linli.grid.external.rules import Act
from linli.grid.intake.rules import Row
from linli.grid.platforms.rules import FIELDS
from linli.kernel.common import text
from linli.kernel.common.errors import InputRefused, LinliError, gettext_noop

MOST_A_BATCH = 200
MOST_CHANGES = 200
MOST_KEY = 80
"""Ours (decision 0029): what an interface sends every minute or so, not a year at once."""

REFUSALS_AN_HOUR = 60
"""Wrong keys from one network address; ours (decision 0029)."""

WORDS = frozenset(one.word for one in FIELDS)


class ExchangeKeyMissing(LinliError):
    """The request shows no key (HTTP 401)."""

    code = "grid.exchange_key_missing"
    message = gettext_noop("This request shows no key.")
    hint = gettext_noop("Send the header “Authorization: Bearer” with the secret of your key.")
    http_status = 401


class KeyOfAnother(LinliError):
    """The key was issued for another platform (HTTP 403)."""

    code = "grid.exchange_key_of_another"
    message = gettext_noop("This key was not issued for the platform “%(platform)s”.")
    hint = gettext_noop("Ask the district desk for a key whose name is the word of the platform.")
    http_status = 403


class BodyUnreadable(InputRefused):
    """The body is no JSON object with the list that is needed."""

    code = "grid.exchange_body_unreadable"
    message = gettext_noop("The body is no JSON object with a list “%(name)s” of objects.")
    hint = gettext_noop("docs/reference/exchange.md shows what to send.")


class BatchTooLarge(InputRefused):
    """The body, or the list in it, is larger than one request may be (HTTP 413)."""

    code = "grid.exchange_body_too_large"
    message = gettext_noop("This request is larger than one may be.")
    hint = gettext_noop("Send at most %(most)s at once, and 2 MB.")
    http_status = 413


class MethodUnknown(LinliError):
    """The address does not answer to this method (HTTP 405)."""

    code = "grid.exchange_method_unknown"
    message = gettext_noop("This address does not answer to “%(method)s”.")
    hint = gettext_noop("docs/reference/exchange.md names the methods of each address.")
    http_status = 405


class FieldUnknown(InputRefused):
    """An object has a field that nobody reads."""

    code = "grid.exchange_field_unknown"
    message = gettext_noop("There is no field “%(field)s”.")
    hint = gettext_noop("The fields are: %(fields)s.")


class FieldNotText(InputRefused):
    """A field holds something else than a text, a number or nothing."""

    code = "grid.exchange_field_not_text"
    message = gettext_noop("The field “%(field)s” holds no text and no number.")
    hint = gettext_noop("Send a text, a number, or leave it out.")


class NumberUnknown(InputRefused):
    """No matter of this platform has this number, or not for this key."""

    code = "grid.exchange_number_unknown"
    message = gettext_noop("There is no matter “%(number)s” of this platform.")
    hint = gettext_noop("Send the matter first.")


class AnswerUnreadable(InputRefused):
    """A field of an answer is missing or is not of its form."""

    code = "grid.exchange_answer_unreadable"
    message = gettext_noop("The field “%(field)s” of this answer is missing or cannot be read.")
    hint = gettext_noop("Possible here: %(possible)s")


class What(StrEnum):
    """What a superior can answer."""

    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    FOLLOWED_UP = "followed_up"
    SENT_BACK = "sent_back"


ACT_OF: dict[What, Act] = {
    What.EXTENSION_GRANTED: Act.GRANT,
    What.EXTENSION_REFUSED: Act.DENY,
    What.FOLLOWED_UP: Act.FOLLOW_UP,
    What.SENT_BACK: Act.SEND_BACK,
}


def cells(sent: Mapping[str, object], known: frozenset[str]) -> dict[str, str]:
    """Return the fields of an object as words.

    Raises:
        FieldUnknown, FieldNotText.
    """
    found = {}
    for name, value in sent.items():
        if name not in known:
            raise FieldUnknown(field=text.clean(name, most=1_000_000)[:40], fields=sorted(known))
        if isinstance(value, bool) or not isinstance(value, str | int | float | None):
            raise FieldNotText(field=name)
        found[name] = "" if value is None else str(value)
    return found


def row(number: int, sent: Mapping[str, object]) -> Row:
    """Return one matter of a batch as a row; its number counts from 1.

    Raises:
        FieldUnknown, FieldNotText.
    """
    return Row(number, cells(sent, WORDS))


def number_of(sent: Mapping[str, object]) -> str:
    """Return the number by which a superior finds its own object in the answer; '' for none."""
    said = sent.get("number")
    is_said = isinstance(said, str | int) and not isinstance(said, bool)
    return text.half_width(text.clean(str(said), most=10_000_000))[:50] if is_said else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a superior, read: which matter, which key of its own, what it says."""

    number: str
    key: str
    act: Act
    said: Mapping[str, object]


ANSWER_FIELDS = frozenset({"number", "id", "what", "due_at", "settled", "satisfied", "words", "at"})
WITH_DEADLINE = frozenset({Act.GRANT, Act.SEND_BACK})
WITH_DAY = frozenset({Act.FOLLOW_UP, Act.SEND_BACK})


def answer(sent: Mapping[str, object], *, zone: tzinfo, now: datetime) -> Answer:
    """Return an answer of a superior.

    Raises:
        FieldUnknown, FieldNotText, AnswerUnreadable.
    """
    settled = sent.get("settled")
    plain = cells({name: each for name, each in sent.items() if name != "settled"}, ANSWER_FIELDS)
    key = text.clean(plain.get("id", ""), most=1_000_000)
    if not 0 < len(key) <= MOST_KEY:
        raise AnswerUnreadable(field="id", possible=f"1–{MOST_KEY}")
    if plain.get("what") not in set(What):
        raise AnswerUnreadable(field="what", possible=[what.value for what in What])
    act = ACT_OF[What(plain["what"])]
    said: dict[str, object] = {"words": plain.get("words", ""), "answer_key": key}
    if act in WITH_DEADLINE:
        said["due_at"] = _moment("due_at", plain, zone)
    if act in WITH_DAY and plain.get("at"):
        said["said_at"] = not_after(_moment("at", plain, zone), now, zone)
    if act is Act.FOLLOW_UP:
        said |= _verdict(settled, plain.get("satisfied", ""))
    return Answer(number_of(sent), key, act, said)


def _moment(name: str, plain: Mapping[str, str], zone: tzinfo) -> datetime:
    words = plain.get(name, "")
    found = moment(text.half_width(words), zone=zone, ends_day=True) if words else None
    if found is None:
        raise AnswerUnreadable(field=name, possible="2026-11-27T18:00:00+08:00")
    return found


def _verdict(settled: object, satisfied: str) -> dict[str, object]:
    if not isinstance(settled, bool):
        raise AnswerUnreadable(field="settled", possible="true, false")
    if satisfied not in set(Satisfied):
        raise AnswerUnreadable(field="satisfied", possible=[each.value for each in Satisfied])
    return {"settled": settled, "satisfied": Satisfied(satisfied)}
