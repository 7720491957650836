"""Addresses of pillar two: residents, officers on the way, desks."""

from django.urls import include, path

app_name = "grid"

urlpatterns = [
    path("", include("linli.grid.gallery.urls")),
    path("", include("linli.grid.attachments.urls")),
    path("", include("linli.grid.proofs.urls")),
    path("", include("linli.grid.reports.urls")),
    path("", include("linli.grid.invitations.urls")),
    path("field/", include("linli.grid.field.urls")),
    path("", include("linli.grid.judgements.urls")),
    path("", include("linli.grid.notes.urls")),
    path("desk/", include("linli.grid.followups.urls")),
    path("desk/", include("linli.grid.phrases.urls")),
    path("desk/", include("linli.grid.macros.urls")),
    path("desk/plans/", include("linli.grid.plan_pages.urls")),
    path("desk/superiors/", include("linli.grid.superiors.urls")),
    path("desk/", include("linli.grid.disputes.urls")),
    path("desk/", include("linli.grid.tasks.urls")),
    path("desk/superiors/", include("linli.grid.sheets.urls")),
    path("desk/map/", include("linli.grid.drawing_board.urls")),
    path("desk/", include("linli.grid.calls.urls")),
    path("desk/", include("linli.grid.territory_figures.urls")),
    path("desk/", include("linli.grid.desk.urls")),
    path("exchange/", include("linli.grid.exchange.urls")),
]
