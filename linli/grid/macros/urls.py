"""Addresses of the macros."""

from django.urls import path

from linli.grid.macros import views

urlpatterns = [
    path("macros/", views.macros, name="macros"),
    path("macros/new/", views.macro, name="macro_new"),
    path("macros/run/", views.run, name="macro_run"),
    path("macros/<uuid:macro_id>/", views.macro, name="macro"),
    path("macros/<uuid:macro_id>/remove/", views.remove, name="macro_remove"),
]
