"""Addresses of the register of supervision documents."""

from django.urls import path

from linli.party.register import views

urlpatterns = [
    path("", views.register, name="supervision"),
    path("new/<slug:kind>/<uuid:subject_id>/", views.new, name="supervision_new"),
    path("<uuid:supervision_id>/", views.paper, name="supervision_paper"),
    path("<uuid:supervision_id>/draft/", views.revise, name="supervision_revise"),
    path("<uuid:supervision_id>/print/", views.sheet, name="supervision_print"),
    path(
        "<uuid:supervision_id>/files/<uuid:enclosure_id>/",
        views.enclosure,
        name="supervision_file",
    ),
    path("<uuid:supervision_id>/<slug:word>/", views.move, name="supervision_move"),
]
