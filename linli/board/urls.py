"""Addresses of what cuts across the pillars."""

from django.urls import include, path

app_name = "board"

urlpatterns = [path("board/compounds/", include("linli.board.compounds.urls"))]
