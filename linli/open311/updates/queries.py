"""Reads the record of cases as updates that another program takes over."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from linli.grid.published import queries as published
from linli.grid.published import rules as public
from linli.open311.documents.rules import Document, Row
from linli.open311.doors.rules import Page
from linli.open311.updates import rules
from linli.open311.updates.rules import Receipt

CLOSED = "grid.case_closed"


def updates(
    span: tuple[datetime, datetime], *, page: Page, mine: str, root: str
) -> tuple[Document, bool]:
    """Return one page of updates recorded in a span, oldest first, and whether more follow.

    Three statements at most. The picture of a closed matter goes with the update that closed it.
    """
    begin, most = page.begin, 0 if page.is_beyond else page.size + 1
    found = published.told_between(*span, mine=mine, begin=begin, most=most) if most else []
    shown = found[: page.size]
    cases = published.by_ids([each.case_id for each in shown])
    pictures = published.pictures([cases[each.case_id] for each in shown if each.verb == CLOSED])
    rows: list[Row] = []
    for each in shown:
        number = cases[each.case_id].number
        taken = pictures.get(each.case_id, ()) if each.verb == CLOSED else ()
        rows.append(
            {
                "update_id": rules.update_id(number, each.number),
                "service_request_id": number,
                "status": public.word_of_entry(each),
                "updated_datetime": each.recorded_at,
                "description": each.words or _sentence(each.verb),
                "media_url": root + reverse("grid:photo", args=[taken[-1]]) if taken else None,
            }
        )
    return Document(rules.ROOT, rows, item=rules.ITEM), len(found) > page.size


def _sentence(verb: str) -> str:
    return gettext(public.SENTENCES.get(verb, public.NOTE_SENTENCE))


def receipt(kept: Receipt) -> Document:
    """Return what the sender of an update gets: its name here, and how the case now stands."""
    row: Row = {
        "update_id": kept.update_id,
        "service_request_id": kept.number,
        "status": kept.status,
    }
    return Document(rules.ROOT, [row], item=rules.ITEM)
