"""How a body is read: JSON, or a form with files, by the same description."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

import pydantic
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from ninja import Schema
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from linli.api.door.rules import BodyTooLarge, NotUnderstood, Unreadable
from linli.kernel.common.text import clean
from linli.ui.middleware import LARGEST_MB

MOST_WORDS = 4000
LARGEST = 2**31 - 1
NAMELESS = frozenset({"photos", "before", "after"})
"""Fields of pictures; the names of other files are kept and shown."""

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")

Model = TypeVar("Model", bound="Body")


def cleaned(most: int) -> Callable[[str], str]:
    """Return what makes a text of at most so many characters storable."""
    return lambda words: clean(words, most=most)


def aware(at: datetime) -> datetime:
    """Return a moment with its zone; one without is of the district's own clock.

    Raises:
        ValueError: it lies before 1970 or after 2200.
    """
    if not 1970 < at.year < 2200:
        raise ValueError("a moment between 1971 and 2199")
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def among(words: Collection[str]) -> Callable[[str], str]:
    """Return what refuses a word that is not among these."""

    def check(word: str) -> str:
        if word not in words:
            raise ValueError(f"one of {', '.join(sorted(words))}")
        return word

    return check


def listed(words: Collection[str]) -> dict[str, Any]:
    """Return what tells the words that are possible, for the description."""
    return {"enum": sorted(words)}


Words = Annotated[
    str, StringConstraints(max_length=MOST_WORDS), AfterValidator(cleaned(MOST_WORDS))
]
Short = Annotated[str, StringConstraints(max_length=120), AfterValidator(cleaned(120))]
Code = Annotated[str, StringConstraints(max_length=12), AfterValidator(cleaned(12))]
Version = Annotated[int, pydantic.Field(ge=0, le=LARGEST, description="As the case was read.")]
Moment = Annotated[datetime, AfterValidator(aware)]


class PageAsked(Schema):
    """Where to go on in a list, and how far."""

    cursor: str = pydantic.Field(
        "", max_length=200, description="`next` of the page before, as it was."
    )
    limit: int = pydantic.Field(50, ge=1, le=200, description="Rows of a page.")


class Body(BaseModel):
    """What a request brings; names that are not described are refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


def faults(errors: Iterable[Any], within: str = "body") -> list[dict[str, str]]:
    """Return what pydantic found as the door tells it: the part, the kind of fault, and why."""
    return [
        {
            "part": ".".join(map(str, [within, *error["loc"]] if within else error["loc"])),
            "fault": error["type"],
            "why": error["msg"],
        }
        for error in errors
    ]


def read(request: HttpRequest, model: type[Model], *, files: frozenset[str] = frozenset()) -> Model:
    """Return the body of a request, JSON or form.

    Args:
        files: names under which pictures may come along.

    Raises:
        NotUnderstood: it has another form than ``model``, or files nobody asked for.
        BodyTooLarge, Unreadable: it cannot be read at all.
        TextTooLong: a text is longer than its field takes.
    """
    try:
        return _read(request, model, files)
    except pydantic.ValidationError as error:
        raise NotUnderstood(faults(error.errors(include_url=False, include_input=False))) from None
    except RequestDataTooBig:
        raise BodyTooLarge from None
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError, UnicodeError):
        raise Unreadable from None


def _read(request: HttpRequest, model: type[Model], files: frozenset[str]) -> Model:
    length = request.headers.get("Content-Length") or "0"
    if length.isdecimal() and int(length) > LARGEST_MB * 1024 * 1024:
        raise BodyTooLarge
    if request.content_type not in FORMS:
        return model.model_validate_json(request.body or b"{}")
    posted: MultiValueDict[str, str] = request.POST
    unasked = sorted(set(request.FILES) - files)
    if unasked:
        raise NotUnderstood(
            [{"part": f"body.{name}", "fault": "file", "why": "No file here."} for name in unasked]
        )
    lists = {name for name, known in model.model_fields.items() if "list" in str(known.annotation)}
    return model.model_validate(
        {name: posted.getlist(name) if name in lists else posted[name] for name in posted}
    )


class Content(Protocol):
    """A file that came with a request, read already."""

    @property
    def name(self) -> str:
        """What the sender calls it."""

    @property
    def content(self) -> bytes:
        """What it holds."""


def brought(**files: Sequence[Content]) -> list[tuple[str, str, bytes]]:
    """Return field, name and content of files by the field they came in, in their order.

    Pictures have no name: none of theirs is kept, and cameras give them new ones each time.
    """
    return [
        (field, "" if field in NAMELESS else one.name, one.content)
        for field, sent in files.items()
        for one in sent
    ]
