"""Addresses of this door."""

from django.urls import path

from linli.grid.proofs import views

urlpatterns = [
    path("m/<str:token>/proof.json", views.of_link, name="proof_of_link"),
    path("proofs/<uuid:case_id>.json", views.of_case, name="proof_of_case"),
]
