"""Addresses of the bodies that owners elect."""

from django.urls import path

from linli.ui.bodies import views

urlpatterns = [
    path("<uuid:compound_id>/bodies/new/", views.new, name="body_new"),
    path("bodies/<uuid:body_id>/", views.body, name="body"),
    path("bodies/<uuid:body_id>/<slug:word>/", views.step, name="body_step"),
]
