"""Addresses of this door."""

from django.urls import path

from linli.grid.sheets import views

urlpatterns = [
    path("sheets/new/", views.new, name="superior_sheet"),
    path("sheets/<uuid:sheet_id>/columns/", views.columns, name="superior_columns"),
    path("sheets/<uuid:sheet_id>/header/", views.header, name="superior_header"),
    path("sheets/<uuid:sheet_id>/rows/", views.preview, name="superior_preview"),
    path("sheets/<uuid:sheet_id>/categories/", views.categories, name="superior_categories"),
    path("sheets/<uuid:sheet_id>/take-in/", views.take_in, name="superior_take_in"),
    path("replies/<slug:code>/", views.replies, name="superior_replies"),
]
