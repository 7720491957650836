"""Addresses of this door."""

from django.urls import path

from linli.grid.desk import views

urlpatterns = [
    path("", views.queue, name="desk_queue"),
    path("batch/", views.batch, name="desk_batch"),
    path("points/", views.points, name="desk_points"),
    path("cases/<uuid:case_id>/", views.case, name="desk_case"),
    path("cases/<uuid:case_id>/undo/", views.undo, name="desk_undo"),
    path("cases/<uuid:case_id>/<slug:word>/", views.move, name="desk_move"),
]
