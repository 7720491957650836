"""Who may sign in: staff that somebody has posted; nobody opens an account by herself."""

from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.kernel.common.errors import Forbidden, gettext_noop
from linli.kernel.people.models import Person


class OnlyOnThisMachine(Forbidden):
    """An account of the demonstration was used from another machine, or without one."""

    code = "site.only_on_this_machine"
    message = gettext_noop("The accounts of the demonstration work on its own machine only.")
    hint = gettext_noop("Sign in there, under the address http://127.0.0.1.")


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up, and the demonstration's sign-ins to all but this machine."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: posts are given, not taken."""
        return False

    def pre_login(self, request: HttpRequest, user: Person, **options: Any) -> HttpResponse | None:
        """Refuse a demonstration sign-in that does not come from this machine.

        Raises:
            OnlyOnThisMachine: it comes from elsewhere, or this is no demonstration.
        """
        at_home = settings.DEMONSTRATION and is_from_this_machine(request)
        if user.is_demonstration and not at_home:
            raise OnlyOnThisMachine
        answer: HttpResponse | None = super().pre_login(request, user, **options)
        return answer


def is_from_this_machine(request: HttpRequest) -> bool:
    """Return whether the request comes from loopback and did not pass through a proxy."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    return ip_address(request.META["REMOTE_ADDR"]).is_loopback
