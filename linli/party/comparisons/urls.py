"""Addresses of the size relation."""

from django.urls import path

from linli.party.comparisons import views

urlpatterns = [
    path("", views.comparison, name="size_relation"),
    path("tolerance/", views.tolerance, name="size_tolerance"),
    path("<uuid:compound_id>/", views.compound, name="size_compound"),
    path("<uuid:compound_id>/map.geojson", views.shapes, name="size_shapes"),
]
