"""Addresses of the rules of focus."""

from django.urls import path

from linli.party.focus import views

urlpatterns = [
    path("", views.current, name="focus"),
    path("new/", views.new, name="focus_new"),
    path("<uuid:edition_id>/", views.edition, name="focus_edition"),
    path("<uuid:edition_id>/next/", views.following, name="focus_next"),
    path("<uuid:edition_id>/draft/", views.revise, name="focus_revise"),
]
