"""The desk: a queue, a case, a step, many steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.grid.carried.forms import carried_on
from linli.grid.cases import services as cases
from linli.grid.cases.services import ChangedMeanwhile
from linli.grid.categories.forms import category_choices
from linli.grid.desk import forms, queries, services
from linli.grid.desk.queries import CaseDesk
from linli.grid.desk.rules import BATCH, WORDINGS
from linli.grid.disputes import forms as disputes
from linli.grid.followups import forms as followups
from linli.grid.judgements import forms as judgements
from linli.grid.moves.rules import HANDS, MAY, STAGE_NAMES, Move, Stage
from linli.grid.notes import forms as notes
from linli.grid.phrases import forms as phrases
from linli.grid.phrases import queries as phrasing
from linli.grid.queues.forms import FiltersForm
from linli.grid.tasks import forms as parts
from linli.kernel.common.errors import InputRefused, NotFound
from linli.kernel.people.rules import Actor, Role, check_role
from linli.ui.errors import one_text, words
from linli.ui.requests import Request, stamp

AT_A_DESK = HANDS | {Role.SUPERVISOR, Role.AUDITOR}
P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def at_desk(view: View[P]) -> View[P]:
    """Let in those who handle, supervise or audit cases; the operator runs the machine only."""

    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check_role(request.actor, *AT_A_DESK)
        return view(request, *args, **kwargs)

    return login_required(guarded)


@dataclass(frozen=True, slots=True)
class Door:
    """Where a case is shown and its steps are sent to: at the desk or on the telephone."""

    template: str
    case: str
    move: str
    undo: str
    has_queue: bool


DESK = Door(
    "grid/desk/case.html", "grid:desk_case", "grid:desk_move", "grid:desk_undo", has_queue=True
)


def _queue(request: Request) -> dict[str, Any]:
    """Return what the pane with the queue shows."""
    filters = FiltersForm(request.GET).filters()
    number = request.GET.get("page", "")
    at = timezone.now()
    found = queries.queue(
        request.actor, filters, number=int(number) if number.isdecimal() else 1, at=at
    )
    return {
        "queue": found,
        "stages": [(stage.value, gettext(STAGE_NAMES[stage])) for stage in Stage if stage.value],
        "categories": category_choices(queries.categories(at)),
        "batch_moves": _batch_moves(request.actor),
    }


def _batch_moves(actor: Actor) -> list[tuple[str, str]]:
    return [(move.value, WORDINGS[move].name) for move in BATCH if actor.role in MAY[move]]


@require_safe
@at_desk
def queue(request: Request) -> HttpResponse:
    """Show the cases of the post, the earliest deadline first."""
    return render(request, "grid/desk/queue.html", _queue(request))


@require_safe
@at_desk
def case(request: Request, case_id: UUID) -> HttpResponse:
    """Show one case with everything that can be done to it now."""
    desk = queries.case_desk(request.actor, case_id, at=timezone.now())
    return show(request, DESK, desk, {})


def wants_part(request: Request) -> bool:
    """Return whether htmx asks for the case alone; on its way back it asks for the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def show(
    request: Request,
    door: Door,
    desk: CaseDesk,
    bound: Mapping[Move, forms.StepForm],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Answer the page of a case, or only its part for htmx; ``bound`` are forms already filled in."""
    context = {
        "desk": desk,
        "line": desk.page.line,
        "own_line": [desk.page.line],
        "offers": forms.offers(request.actor, desk, bound),
        "door": door,
        "disputes": disputes.shown(desk.disputes),
        "parts": parts.shown(desk.parts),
        "follow_up_form": followups.panel_form(desk.follow_up, phrasing.for_messages(desk.phrases)),
        "phrases": phrases.by_move(desk.phrases, desk.offered),
        "note_form": notes.panel_form(desk.notes),
        "judgement_form": judgements.panel_form(desk.judgement, desk.page.line.version),
        **more,
    }
    if wants_part(request):
        context |= {"is_part": door.has_queue, "batch_moves": _batch_moves(request.actor)}
        return render(request, f"{door.template}#case", context, status=status)
    pane = _queue(request) if door.has_queue else {}
    return render(request, door.template, context | pane, status=status)


@require_http_methods(["GET", "POST"])
@at_desk
def move(request: Request, case_id: UUID, word: str) -> HttpResponse:
    """Take one step on a case."""
    return step(request, DESK, case_id, word)


def step(request: Request, door: Door, case_id: UUID, word: str) -> HttpResponse:
    """Take the step that an address names and show the case again, here or at another door."""
    wanted = forms.move_of(word)
    if request.method == "GET":
        return _back(request, door, case_id)
    desk = queries.case_desk(request.actor, case_id, at=timezone.now(), move=wanted)
    if "insert" in request.POST:
        return _with_phrase(request, door, desk, wanted)
    form = forms.filled(wanted, request.actor, desk, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, door, desk, {wanted: form}, status=422)
    try:
        services.take(
            request.actor, move=wanted, case_id=case_id, said=form.cleaned_data, stamp=stamp()
        )
    except ChangedMeanwhile as error:
        return _conflict(request, door, case_id, wanted, error)
    messages.success(request, gettext(WORDINGS[wanted].done))
    return _back(request, door, case_id)


def _with_phrase(request: Request, door: Door, desk: CaseDesk, wanted: Move) -> HttpResponse:
    """Show the form of a step again with a chosen phrase behind the words, and what was chosen."""
    typed, line, kind = request.POST, desk.page.line, forms.FORMS[wanted]
    start: dict[str, Any] = {**typed.dict(), "assists": typed.getlist("assists")}
    start["leaves_out"] = ""
    start["words"] = phrasing.put_in(
        request.actor, typed.get("words", ""), typed.get("phrase", ""), line
    )
    asked: dict[str, Any] = {"actor": request.actor, "desk": desk, "initial": start}
    asked["auto_id"] = f"id_{wanted.value}_%s"
    try:
        start["carried"] = carried_on(kind, typed, request.FILES, at=timezone.now())
    except InputRefused as refused:
        form = kind(start, **asked)
        form.add_error("photos", one_text(refused))
        return show(request, door, desk, {wanted: form}, status=refused.http_status)
    return show(request, door, desk, {wanted: kind(**asked)})


def _conflict(
    request: Request, door: Door, case_id: UUID, wanted: Move, error: ChangedMeanwhile
) -> HttpResponse:
    """Show the case as it is now, what changed, and the words that were typed (409)."""
    desk = queries.case_desk(request.actor, case_id, at=timezone.now())
    typed = request.POST.copy()
    typed["version"] = str(desk.page.line.version)
    bound = {wanted: forms.filled(wanted, request.actor, desk, typed, request.FILES)}
    return show(
        request,
        door,
        desk,
        bound,
        status=error.http_status,
        conflict=words(error)[0],
        typed="" if wanted in desk.offered else typed.get("words", ""),
    )


def _back(request: Request, door: Door, case_id: UUID) -> HttpResponse:
    """Return to the case, with the filters of the queue it was opened from."""
    asked = request.GET.urlencode()
    address = reverse(door.case, args=[case_id])
    return redirect(f"{address}?{asked}" if asked else address)


@require_POST
@at_desk
def undo(request: Request, case_id: UUID) -> HttpResponse:
    """Take back the last step."""
    return take_back(request, DESK, case_id)


def take_back(request: Request, door: Door, case_id: UUID) -> HttpResponse:
    """Take back the last step of a case and show it again, here or at another door."""
    desk = queries.case_desk(request.actor, case_id, at=timezone.now())
    cases.undo(
        request.actor,
        case_id=desk.page.line.id,
        version=forms.version_of(request.POST),
        stamp=stamp(),
    )
    messages.success(request, gettext("The last step was taken back."))
    return _back(request, door, case_id)


@require_POST
@at_desk
def batch(request: Request) -> HttpResponse:
    """Take one step on many cases and say of each what became of it."""
    wanted = forms.move_of(request.POST.get("move", ""))
    if wanted not in BATCH:
        raise NotFound
    chosen = forms.chosen(request.POST.getlist("case"))
    outcomes = services.take_many(request.actor, move=wanted, chosen=chosen, stamp=stamp())
    lines = [(each, words(each.error) if each.error else ()) for each in outcomes]
    context = {"lines": lines, "wording": WORDINGS[wanted]}
    return render(request, "grid/desk/batch.html", context | _queue(request))


@require_safe
@at_desk
def points(request: Request) -> JsonResponse:
    """Answer the cases of the filtered queue as GeoJSON points."""
    filters = FiltersForm(request.GET).filters()
    found = queries.points(request.actor, filters, at=timezone.now())
    return JsonResponse(found, content_type="application/geo+json")
