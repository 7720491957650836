"""Addresses of the messages."""

from django.urls import path

from linli.notices.inbox import views

app_name = "notices"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/count/", views.count, name="count"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:message_id>/", views.open_message, name="open"),
]
