"""Who may sign in: staff that somebody has posted; nobody opens an account by herself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from linli.kernel.people.models import Person

LOOPBACK = frozenset({"127.0.0.1", "::1"})


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, and the demonstration's sign-ins to all but this machine."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: posts are given, not taken."""
        return False

    def pre_login(
        self, request: HttpRequest, user: Person, **options: Any
    ) -> HttpResponse | None:
        """Refuse a demonstration sign-in that does not come from this machine.

        Raises:
            PermissionDenied: it comes from elsewhere.
        """
        if user.is_demonstration and request.META.get("REMOTE_ADDR") not in LOOPBACK:
            raise PermissionDenied
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer
