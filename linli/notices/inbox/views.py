"""The inbox of the post one acts from."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from linli.notices.inbox import queries, services
from linli.ui.requests import Request


@login_required
@require_GET
def inbox(request: Request) -> HttpResponse:
    """Show what the post has been told, newest first."""
    page = queries.inbox(request.actor.post_id, number=request.GET.get("page", "1"))
    return render(request, "notices/inbox/inbox.html", {"list": page})


@login_required
@require_GET
def count(request: Request) -> HttpResponse:
    """Answer how many messages wait, for the head of the desk."""
    waiting = queries.unread(request.actor.post_id)
    return render(request, "notices/inbox/count.html", {"waiting": waiting})


@login_required
@require_POST
def open_message(request: Request, message_id: int) -> HttpResponse:
    """Mark a message as read and go to its case, or to its document."""
    message = services.open_message(request.actor, message_id=message_id, at=timezone.now())
    return redirect(*queries.place_of(message, request.actor))


@login_required
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    services.read_all(request.actor, at=timezone.now())
    return redirect("notices:inbox")
