"""Addresses of the board of the roll-out."""

from django.urls import path

from linli.party.coverage import views

urlpatterns = [
    path("", views.board, name="roll_out"),
    path("map.geojson", views.areas, name="roll_out_map"),
]
