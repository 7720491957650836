"""Addresses of Party organisations."""

from django.urls import path

from linli.party.organisations import views

urlpatterns = [
    path("new/", views.choose, name="organisation_choose"),
    path("new/<slug:base>/<uuid:unit_id>/", views.new, name="organisation_new"),
    path("<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("<uuid:organisation_id>/service/", views.service, name="organisation_service"),
    path("<uuid:organisation_id>/<slug:word>/", views.move, name="organisation_move"),
]
