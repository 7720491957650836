"""Addresses of this door."""

from django.urls import path, re_path

from linli.grid.reports import views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/place/", views.place, name="report_place"),
    path("report/places/", views.places, name="report_places"),
    path("report/send/", views.send, name="report_send"),
    path("report/before/", views.before, name="report_before"),
    re_path(r"^report/change/(?P<step>what|place)/$", views.change, name="report_change"),
    path("r/<str:code>/", views.door, name="door"),
    path("m/<str:token>/", views.matter, name="matter"),
    path("m/<str:token>/rate/", views.rate, name="rate"),
    path("m/<str:token>/reopen/", views.reopen, name="reopen"),
    path("m/<str:token>/erase/", views.erase, name="erase"),
    path("find/", views.find, name="find"),
    path("compounds/", views.compounds, name="compounds"),
    path("c/<uuid:compound_id>/", views.compound, name="compound"),
    path("join/<uuid:case_id>/", views.join, name="join"),
    path("sheets/<uuid:compound_id>/", views.sheets, name="sheets"),
]
