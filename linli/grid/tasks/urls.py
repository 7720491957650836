"""Addresses of the parts of a case."""

from django.urls import path

from linli.grid.tasks import views

urlpatterns = [
    path("cases/<uuid:case_id>/parts/give/", views.give, name="part_give"),
    path("cases/<uuid:case_id>/parts/<uuid:task_id>/<slug:word>/", views.step, name="part_step"),
]
