"""Addresses of the ground of maps."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from linli.ui.tiles import views


class Whose(StringConverter):
    """Whose map a ground is for."""

    regex = "public|staff"


register_converter(Whose, "whose")

urlpatterns = [
    path("<whose:whose>/", views.ground, name="map_ground"),
    path(
        "<whose:whose>/<int:version>/<int:zoom>/<int:column>/<int:row>.mvt",
        views.tile,
        name="map_tile",
    ),
]
