"""Addresses of the names of seats."""

from django.urls import path

from linli.party.holders import views

urlpatterns = [
    path("<uuid:organisation_id>/names/", views.names, name="organisation_names"),
    path(
        "<uuid:organisation_id>/names/<uuid:holder_id>/reveal/",
        views.reveal,
        name="organisation_name_reveal",
    ),
    path(
        "<uuid:organisation_id>/names/<uuid:holder_id>/erase/",
        views.erase,
        name="organisation_name_erase",
    ),
]
