"""Addresses of pillar one."""

from django.urls import include, path

app_name = "party"

urlpatterns = [
    path("supervision/codes/", include("linli.party.numbering.urls")),
    path("supervision/", include("linli.party.register.urls")),
]
