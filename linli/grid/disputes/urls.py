"""Addresses of disputes."""

from django.urls import path

from linli.grid.disputes import views

urlpatterns = [
    path("cases/<uuid:case_id>/disputes/begin/", views.begin, name="dispute_begin"),
    path(
        "cases/<uuid:case_id>/disputes/<uuid:dispute_id>/<slug:word>/",
        views.step,
        name="dispute_step",
    ),
]
