"""Addresses of a caller's report."""

from django.urls import path

from linli.grid.calls import views

urlpatterns = [
    path("new/", views.new, name="desk_new"),
    path("places/", views.places, name="desk_places"),
]
