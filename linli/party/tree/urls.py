"""Addresses of the register of Party organisations."""

from django.urls import path

from linli.party.tree import views

urlpatterns = [
    path("", views.register, name="organisations"),
    path("figures/", views.figures, name="organisation_figures"),
]
