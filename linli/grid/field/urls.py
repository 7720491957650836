"""Addresses of this door."""

from django.urls import path

from linli.grid.field import views

urlpatterns = [
    path("", views.home, name="field_home"),
    path("settle/", views.settle, name="field_settle"),
    path("buildings/", views.buildings, name="field_buildings"),
    path("cases/<uuid:case_id>/", views.case, name="field_case"),
    path("cases/<uuid:case_id>/undo/", views.undo, name="field_undo"),
    path("cases/<uuid:case_id>/<slug:word>/", views.move, name="field_move"),
]
