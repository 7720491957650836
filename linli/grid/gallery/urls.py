"""Addresses of pictures, and of the sheet on which a desk covers parts of them."""

from django.urls import path

from linli.grid.gallery import views

SHEET = "desk/cases/<uuid:case_id>/photos/<uuid:photo_id>/"

urlpatterns = [
    path("photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("m/<str:token>/photos/<uuid:photo_id>/", views.reporter_photo, name="reporter_photo"),
    path(SHEET, views.redact, name="redact_photo"),
    path(f"{SHEET}hide/", views.hide, name="hide_photo"),
]
