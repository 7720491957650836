"""Addresses of standards."""

from django.urls import path

from linli.party.standard_desk import views

urlpatterns = [
    path("", views.register, name="standards"),
    path("new/", views.new, name="standard_new"),
    path("<uuid:edition_id>/", views.standard, name="standard"),
    path("<uuid:edition_id>/next/", views.following, name="standard_next"),
    path("<uuid:edition_id>/draft/", views.revise, name="standard_revise"),
]
