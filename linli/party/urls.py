"""Addresses of pillar one."""

from django.urls import include, path

app_name = "party"

urlpatterns = [
    path("supervision/codes/", include("linli.party.numbering.urls")),
    path("supervision/", include("linli.party.register.urls")),
    path("organisations/composition/", include("linli.party.editions.urls")),
    path("organisations/", include("linli.party.tree.urls")),
    path("organisations/", include("linli.party.organisations.urls")),
]
