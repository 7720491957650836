"""Addresses of what a compound is like."""

from django.urls import path

from linli.ui.compounds import views

urlpatterns = [path("", views.attributes, name="attributes")]
