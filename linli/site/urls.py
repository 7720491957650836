"""Every address of the house, by app."""

from allauth.account import views as sign_in
from django.urls import include, path

from linli.ui import views

accounts = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("password/", sign_in.password_change, name="account_change_password"),
]
"""The part of allauth that staff need: nobody signs up, and a lost password is set anew at a desk."""

urlpatterns = [
    path("open311/", include("linli.open311.urls")),
    path("api/", include("linli.api.urls")),
    path("accounts/", include(accounts)),
    path("", include("linli.ui.urls")),
    path("", include("linli.party.urls")),
    path("", include("linli.grid.urls")),
    path("", include("linli.notices.urls")),
    path("", include("linli.board.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.our_fault
