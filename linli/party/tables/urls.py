"""Addresses of the steps on editions."""

from django.urls import path

from linli.party.tables import views

urlpatterns = [path("<uuid:edition_id>/<slug:word>/", views.step, name="table_step")]
