"""Addresses of the areas."""

from django.urls import path

from linli.ui.areas import views

urlpatterns = [
    path("", views.areas, name="areas"),
    path("<uuid:area_id>/", views.area, name="area"),
    path("<uuid:area_id>/name/", views.rename, name="area_rename"),
    path("<uuid:area_id>/end/", views.end, name="area_end"),
]
