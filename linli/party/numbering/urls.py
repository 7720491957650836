"""Addresses of the document codes."""

from django.urls import path

from linli.party.numbering import views

urlpatterns = [path("", views.codes, name="document_codes")]
