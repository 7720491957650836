"""Addresses of the territory's pages."""

from django.urls import include, path

from linli.ui.territory import views

urlpatterns = [
    path("", views.territory, name="territory"),
    path("areas/", include("linli.ui.areas.urls")),
    path("codes/", views.codes, name="territory_codes"),
    path("codes/<uuid:unit_id>/", views.codes, name="territory_codes_below"),
    path("units/<uuid:unit_id>/", views.unit, name="territory_unit"),
    path("units/<uuid:unit_id>/<slug:sort>/", views.new_change, name="territory_new_change"),
    path("changes/<uuid:change_id>/", views.change, name="territory_change"),
    path("changes/<uuid:change_id>/withdraw/", views.withdraw, name="territory_withdraw"),
    path("changes/<uuid:change_id>/take-force/", views.take_force, name="territory_take_force"),
]
