"""Addresses of the responsibility matrix."""

from django.urls import path

from linli.party.responsibilities import views

urlpatterns = [
    path("", views.current, name="responsibilities"),
    path("new/", views.new, name="responsibilities_new"),
    path("<uuid:edition_id>/", views.edition, name="responsibilities_edition"),
    path("<uuid:edition_id>/next/", views.following, name="responsibilities_next"),
    path("<uuid:edition_id>/draft/", views.revise, name="responsibilities_revise"),
]
