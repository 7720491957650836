"""Addresses of the planner."""

from django.urls import path

from linli.grid.plan_pages import views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("<uuid:run_id>/", views.plan, name="plan"),
    path("<uuid:run_id>/progress/", views.progress, name="plan_progress"),
    path("<uuid:run_id>/stop/", views.stop, name="plan_stop"),
    path("<uuid:run_id>/start/", views.start, name="plan_start"),
    path("<uuid:run_id>/<uuid:unit_id>/", views.part, name="plan_part"),
    path("<uuid:run_id>/<uuid:unit_id>/move/", views.move, name="plan_move"),
    path("<uuid:run_id>/<uuid:unit_id>/adopt/", views.adopt, name="plan_adopt"),
    path("<uuid:run_id>/<uuid:unit_id>/back/", views.back, name="plan_back"),
]
