"""Addresses of this door."""

from django.urls import path

from linli.grid.superiors import views

urlpatterns = [
    path("", views.superiors, name="superiors"),
    path("platforms/new/", views.new_platform, name="superior_platform"),
    path("cases/<uuid:case_id>/<slug:word>/", views.act, name="superior_act"),
]
