"""Addresses of the pages that belong to no pillar."""

from django.urls import include, path

from linli.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("start/", views.start, name="start"),
    path("posts/", views.posts, name="posts"),
    path("switch/language/", views.language, name="language"),
    path("switch/large-print/", views.large_print, name="large_print"),
    path("record/", include("linli.ui.record.urls")),
    path("map/", include("linli.ui.tiles.urls")),
    path("territory/files/", include("linli.ui.files.urls")),
    path("desk/territory/", include("linli.ui.territory.urls")),
    path("board/compounds/", include("linli.ui.bodies.urls")),
    path("board/compounds/<uuid:compound_id>/attributes/", include("linli.ui.compounds.urls")),
    path("board/compounds/<uuid:compound_id>/contracts/", include("linli.ui.contracts.urls")),
    path("health/", views.health, name="health"),
    path("ui/pieces/", views.pieces, {"template": "ui/pieces.html"}, name="pieces"),
    path("ui/pieces/desk/", views.pieces, {"template": "ui/pieces_desk.html"}, name="pieces_desk"),
]
