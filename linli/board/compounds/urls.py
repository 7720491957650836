"""Addresses of the pages of compounds."""

from django.urls import path

from linli.board.compounds import views

urlpatterns = [
    path("", views.compounds, name="compounds"),
    path("<uuid:compound_id>/", views.compound, name="compound"),
]
