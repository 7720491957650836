"""Supervision documents as tools read them: plain values."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel.people.rules import Actor
from linli.party.moves.rules import Stage
from linli.party.papers import queries as papers
from linli.party.papers.queries import PaperLine, Recipient
from linli.party.supervision import queries as supervision

Row = dict[str, Any]


def listed(
    actor: Actor,
    *,
    stage: Stage | None,
    case_id: UUID | None,
    after: UUID | None,
    limit: int,
    at: datetime,
) -> tuple[list[Row], UUID | None]:
    """Return the documents a post may read by key, and the key to go on after (None: nowhere).

    Two statements, whatever their number.
    """
    found = supervision.visible(actor)
    if stage:
        found = found.filter(stage=stage.value)
    if case_id:
        found = found.filter(subject_id=case_id)
    if after:
        found = found.filter(pk__gt=after)
    rows = list(found.select_related("words").order_by("pk")[: limit + 1])
    lines = [_line(line) for line in papers.lines(rows[:limit], at=at)]
    return lines, lines[-1]["id"] if len(rows) > limit else None


def _line(line: PaperLine) -> Row:
    return {
        "id": line.id,
        "version": line.version,
        "number": line.number,
        "title": line.title,
        "label": line.label,
        "stage": line.stage,
        "issuer": line.issuer,
        "to": line.to,
        "due_at": line.due_at,
        "deadline": line.deadline.state if line.deadline else "",
        "chases": line.chases,
    }


def whole(actor: Actor, paper_id: UUID, *, at: datetime) -> Row:
    """Return a document with its words, its offices and its record.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    page = papers.page(actor, paper_id, at=at)
    return _line(page.line) | {
        "text": "\n".join(page.paragraphs),
        "attachments": page.attachments,
        "files": [
            {"id": one.id, "name": one.name, "size": one.size, "office": one.office}
            for one in page.files
        ],
        "recipients": _offices(page.to),
        "copies": _offices(page.copies),
        "circulated": _offices(page.circulated),
        "issued_at": page.issued_at,
        "moves": page.moves,
        "history": [
            {
                "number": int(one.key),
                "at": one.at,
                "who": one.who,
                "sentence": one.sentence,
                "words": one.words,
            }
            for one in page.entries
        ],
    }


def _offices(offices: Sequence[Recipient]) -> list[Row]:
    return [
        {
            "id": one.id,
            "name": one.name,
            "has_answered": one.has_answered,
            "read_at": one.read_at,
        }
        for one in offices
    ]


def standing(actor: Actor, paper_id: UUID) -> Row:
    """Return key, number, version and stage of a document as they are now; one statement.

    Raises:
        NotFound: there is none, or it is not the actor's to read.
    """
    paper = supervision.seen(actor, paper_id)
    return {
        "id": paper.pk,
        "number": paper.number,
        "version": paper.version,
        "stage": paper.stage,
    }
