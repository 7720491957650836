"""The front page, the switches, the choice of a post, the state of the house, its errors."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel.common.errors import Forbidden, NotFound
from linli.kernel.heads import queries as heads
from linli.kernel.people import queries as people
from linli.kernel.people.models import Person
from linli.kernel.people.rules import Role
from linli.ui import samples
from linli.ui.context import LARGE_PRINT_COOKIE
from linli.ui.errors import OurFault, PageTooOld, Unreadable, answer
from linli.ui.middleware import POST_KEY
from linli.ui.requests import Request
from linli.ui.ways import AT_A_DESK

YEAR = 365 * 24 * 60 * 60


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the three things a resident comes for."""
    return render(request, "ui/home.html")


@require_safe
@login_required
def start(request: Request) -> HttpResponse:
    """Send a person who signed in to the work of her post."""
    if request.actor.role is Role.GRID_OFFICER:
        return redirect("grid:field_home")
    if request.actor.role in AT_A_DESK:
        return redirect("grid:desk_queue")
    return redirect("ui:posts")


@require_POST
def language(request: Request) -> HttpResponse:
    """Keep the language that the reader chose, for a year."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax")
    return response


@require_POST
def large_print(request: Request) -> HttpResponse:
    """Keep whether the reader wants large print, for a year."""
    response = _back(request)
    wanted = "1" if request.POST.get("large") == "1" else "0"
    response.set_cookie(LARGE_PRINT_COOKIE, wanted, max_age=YEAR, samesite="Lax")
    return response


@require_http_methods(["GET", "POST"])
@login_required
def posts(request: Request) -> HttpResponse:
    """Let a person choose which of her posts she acts from; the session remembers it."""
    assert isinstance(request.user, Person)
    held = people.posts_of(request.user.pk, on=timezone.localdate())
    if request.method == "POST":
        chosen = request.POST.get("post", "")
        if chosen in {str(post.post_id) for post in held}:
            request.session[POST_KEY] = str(UUID(chosen))
            return redirect("ui:start")
    runs_the_house = request.actor.role in (Role.OPERATOR, Role.DISTRICT_DESK)
    since = heads.unsigned_since(timezone.now()) if runs_the_house else None
    return render(request, "ui/posts.html", {"posts": held, "unsigned_since": since})


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers; one cheap statement, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"database": "down"}, status=503)
    return JsonResponse({"database": "ok"})


@require_safe
def pieces(request: Request, template: str) -> HttpResponse:
    """Show every piece with samples, one template a surface; only where DEBUG is on."""
    if not settings.DEBUG:
        raise NotFound
    return render(request, template, samples.everything(timezone.now()))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what could not be read (400)."""
    return answer(request, Unreadable())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what this post may not do (403)."""
    return answer(request, Forbidden())


def page_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit (403)."""
    return answer(request, PageTooOld())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere (404)."""
    return answer(request, NotFound())


def our_fault(request: HttpRequest) -> HttpResponse:
    """Answer what broke on our side (500)."""
    return answer(request, OurFault())


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page of our own that ``next`` names, else to the front page."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if ours else "ui:home")
