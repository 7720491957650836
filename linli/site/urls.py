"""Every address of the house, by app."""

from importlib.util import find_spec

from django.urls import include, path

from linli.ui import views

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("linli.ui.urls")),
    *[
        path("", include(module))
        for module in ("linli.grid.urls", "linli.notices.urls")
        if find_spec(module)
    ],
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.our_fault
