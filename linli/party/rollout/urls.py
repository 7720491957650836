"""Addresses of the plan of the roll-out."""

from django.urls import path

from linli.party.rollout import views

urlpatterns = [
    path("", views.plan, name="roll_out_plan"),
    path("targets/<uuid:street_id>/", views.targets, name="roll_out_targets"),
]
