"""The JSON door of a superior's platform; every answer is JSON, also every refusal."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from linli.grid.exchange import forms, queries, services
from linli.grid.exchange.rules import MethodUnknown
from linli.grid.exchange.services import Done, Speaker
from linli.kernel.common.errors import LinliError
from linli.ui.errors import words
from linli.ui.requests import address, stamp

View = Callable[[HttpRequest, Speaker], dict[str, Any]]


def exchange(*methods: str) -> Callable[[View], Callable[[HttpRequest, str], JsonResponse]]:
    """Let a platform's key in, and answer in JSON whatever happens; needs no cookie and no form."""

    def door(view: View) -> Callable[[HttpRequest, str], JsonResponse]:
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, code: str) -> JsonResponse:
            try:
                if request.method not in methods:
                    raise MethodUnknown(method=request.method or "")
                speaker = services.let_in(
                    forms.secret(request), code=code, address=address(request), at=timezone.now()
                )
                return JsonResponse(view(request, speaker))
            except LinliError as refused:
                return JsonResponse(_said(refused), status=refused.http_status)

        return answered

    return door


def _said(refused: LinliError) -> dict[str, str]:
    message, hint = words(refused)
    return {"code": refused.code, "message": message, "hint": hint}


def _rows(done: Sequence[Done]) -> dict[str, Any]:
    return {
        "rows": [
            {"number": each.number, "outcome": each.outcome, "case": each.case}
            | (_said(each.error) if each.error else {})
            for each in done
        ]
    }


@exchange("GET", "POST")
def cases(request: HttpRequest, speaker: Speaker) -> dict[str, Any]:
    """Take matters in, or tell what changed since a count."""
    if request.method == "POST":
        sent = forms.batch(request, "cases")
        return _rows(services.take_in(speaker, sent=sent, stamp=stamp()))
    since = forms.count(request, "since", 0)
    most = forms.most(request)
    return queries.changes(speaker.actor, speaker.platform, since=since, most=most)


@exchange("POST")
def answers(request: HttpRequest, speaker: Speaker) -> dict[str, Any]:
    """Record answers to wishes for more time, results of follow-ups, and what is sent back."""
    sent = forms.batch(request, "answers")
    return _rows(services.answer(speaker, sent=sent, stamp=stamp()))
