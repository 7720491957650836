"""Addresses of the map, the drawing board and the proposals."""

from django.urls import path

from linli.grid.drawing_board import views

urlpatterns = [
    path("", views.board, name="map"),
    path("draw/", views.choose, name="map_choose"),
    path("draw/cut/", views.cut, name="map_cut"),
    path("draw/join/", views.join, name="map_join"),
    path("draw/<uuid:community_id>/<slug:kind>/", views.draw, name="map_draw"),
    path("draw/<uuid:community_id>/<slug:kind>/units/", views.units, name="map_units"),
    path("draw/<uuid:community_id>/<slug:kind>/check/", views.check, name="map_check"),
    path("units/<int:version>/<slug:kind>/<int:number>/", views.unit, name="map_unit"),
    path("proposals/<uuid:redrawing_id>/", views.proposal, name="redrawing"),
    path("proposals/<uuid:redrawing_id>/draw/", views.revise, name="redrawing_draw"),
    path("proposals/<uuid:redrawing_id>/outlines/", views.outlines, name="redrawing_outlines"),
    path("proposals/<uuid:redrawing_id>/<slug:word>/", views.move, name="redrawing_move"),
]
