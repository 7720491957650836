"""Addresses of attachments."""

from django.urls import path

from linli.grid.attachments import views

urlpatterns = [
    path("files/<uuid:attachment_id>/", views.file, name="file"),
    path("m/<str:token>/files/<uuid:attachment_id>/", views.reporter_file, name="reporter_file"),
    path("desk/cases/<uuid:case_id>/files/attach/", views.attach, name="attach"),
]
