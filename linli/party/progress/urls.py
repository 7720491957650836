"""Addresses of the compounds on their way."""

from django.urls import path

from linli.party.progress import views

urlpatterns = [
    path("", views.listing, name="roll_out_compounds"),
    path("<uuid:compound_id>/", views.compound, name="roll_out_compound"),
    path("<uuid:compound_id>/<slug:word>/", views.step, name="roll_out_step"),
]
