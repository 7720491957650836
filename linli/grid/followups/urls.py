"""Addresses of the follow-ups."""

from django.urls import path

from linli.grid.followups import views

urlpatterns = [
    path("cases/<uuid:case_id>/follow-up/", views.follow_up, name="follow_up"),
]
