"""Supervision documents over JSON: which there are, one of them, and the feedback to it."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja import Query, Router

from linli.api.cases.api import OptionalKey
from linli.api.door import forms as door_forms
from linli.api.door.api import READ, WRITE, ToolRequest, answer, answers, described, refusal
from linli.api.door.forms import brought
from linli.api.door.services import Sent
from linli.api.papers import forms, queries, services
from linli.kernel.common import ids
from linli.kernel.keys.rules import Scope
from linli.kernel.store import views as store
from linli.party.enclosures import forms as files
from linli.party.papers import queries as documents
from linli.party.steps.rules import ChangedMeanwhile
from linli.ui.requests import stamp

router = Router(tags=["supervision"])

BROUGHT = ("files",)
"""Field of feedback in which files come along."""


@router.get(
    "/supervision",
    auth=READ,
    response=answers(200, forms.PaperList),
    summary="List supervision documents",
    openapi_extra=described(Scope.CASES_READ),
)
def papers(request: ToolRequest, asked: Query[forms.PapersAsked]) -> HttpResponse:
    """Documents the post of the key may read, by key: all, at one stage, or about one matter."""
    now = timezone.now()
    rows, end = queries.listed(
        request.auth.actor,
        stage=asked.stage,
        case_id=asked.case,
        after=asked.cursor,
        limit=asked.limit,
        at=now,
    )
    return answer({"documents": rows, "next": end, "as_of": now})


@router.get(
    "/supervision/{paper}",
    auth=READ,
    response=answers(200, forms.PaperWhole),
    summary="Read a supervision document",
    openapi_extra=described(Scope.CASES_READ),
)
def paper(request: ToolRequest, paper: UUID) -> HttpResponse:
    """One document: what it asks of whom by when, who answered and read it, its record."""
    return answer(queries.whole(request.auth.actor, paper, at=timezone.now()))


@router.post(
    "/supervision/{paper}/feedback",
    auth=WRITE,
    response=answers(200, forms.PaperAfter, writes=True),
    operation_id="feedback",
    summary="Give feedback to a supervision document",
    openapi_extra=described(Scope.CASES_WRITE, body=forms.FeedbackBody, files=BROUGHT),
)
def feedback(
    request: ToolRequest, paper: UUID, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """For an addressed office, once; the last one's leads to the check. 409 tells what is `now`.

    Up to five `files` come in the form; who may read the document may read them. With an
    `Idempotency-Key` the same request sent again is answered like the first.
    """
    said = door_forms.read(request, forms.FeedbackBody, files=frozenset(BROUGHT)).said()
    enclosed = files.sent(request.FILES.getlist("files"))
    actor, key = request.auth.actor, ids.new()
    sent = Sent(idempotency_key or str(key), "feedback", paper, said, brought(files=enclosed))
    try:
        services.feedback(
            request.auth, paper_id=paper, sent=sent, enclosed=enclosed, key=key, stamp=stamp()
        )
    except ChangedMeanwhile as error:
        return refusal(error, {"now": queries.standing(actor, paper)})
    return answer(queries.standing(actor, paper))


@router.get(
    "/supervision/{paper}/files/{file}",
    auth=READ,
    response=answers(200, None),
    operation_id="supervision_file",
    summary="Read a file of a supervision document",
    openapi_extra=described(Scope.CASES_READ, gives="application/octet-stream"),
)
def paper_file(request: ToolRequest, paper: UUID, file: UUID) -> HttpResponseBase:
    """A file that came with the draft or with feedback: to be saved, never shown."""
    found = documents.enclosure(request.auth.actor, paper, file)
    return store.to_save(found.file, name=found.name, form=found.form)
