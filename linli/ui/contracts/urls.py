"""Addresses of the property contracts of a compound."""

from django.urls import path

from linli.ui.contracts import views

urlpatterns = [
    path("", views.contracts, name="contracts"),
    path("<uuid:contract_id>/end/", views.end, name="contract_end"),
    path("<uuid:contract_id>/go-on/", views.go_on, name="contract_go_on"),
]
