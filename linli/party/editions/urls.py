"""Addresses of the standard of composition."""

from django.urls import path

from linli.party.editions import views

urlpatterns = [
    path("", views.composition, name="composition"),
    path("adopt/", views.adopt, name="composition_adopt"),
]
