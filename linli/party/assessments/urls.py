"""Addresses of assessments."""

from django.urls import path

from linli.party.assessments import views

urlpatterns = [
    path("of/<uuid:edition_id>/", views.choose, name="assessment_choose"),
    path("of/<uuid:edition_id>/begin/", views.begin, name="assessment_begin"),
    path("<uuid:assessment_id>/", views.assessment, name="assessment"),
    path("<uuid:assessment_id>/finish/", views.finish, name="assessment_finish"),
    path("<uuid:assessment_id>/withdraw/", views.withdraw, name="assessment_withdraw"),
    path("<uuid:assessment_id>/items/<slug:key>/", views.find, name="assessment_find"),
    path("<uuid:assessment_id>/files/<uuid:file_id>/", views.file, name="assessment_file"),
]
