"""Addresses of pillar two: residents, officers on the way, desks."""

from django.urls import include, path

from linli.grid.showing import views as showing

app_name = "grid"

urlpatterns = [
    path("photos/<uuid:photo_id>/", showing.photo, name="photo"),
    path("m/<str:token>/photos/<uuid:photo_id>/", showing.reporter_photo, name="reporter_photo"),
    path("", include("linli.grid.reports.urls")),
    path("field/", include("linli.grid.field.urls")),
    path("desk/superiors/", include("linli.grid.superiors.urls")),
    path("desk/", include("linli.grid.desk.urls")),
]
