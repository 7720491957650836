"""Addresses of pillar one."""

from django.urls import include, path

app_name = "party"

urlpatterns = [
    path("roll-out/plan/", include("linli.party.rollout.urls")),
    path("roll-out/compounds/", include("linli.party.progress.urls")),
    path("roll-out/", include("linli.party.coverage.urls")),
    path("size-relation/", include("linli.party.comparisons.urls")),
    path("policies/editions/", include("linli.party.tables.urls")),
    path("policies/standards/", include("linli.party.standard_desk.urls")),
    path("policies/assessments/", include("linli.party.assessments.urls")),
    path("policies/responsibilities/", include("linli.party.responsibilities.urls")),
    path("policies/focus/", include("linli.party.focus.urls")),
    path("policies/", include("linli.party.policy_desk.urls")),
    path("supervision/codes/", include("linli.party.numbering.urls")),
    path("supervision/", include("linli.party.register.urls")),
    path("organisations/composition/", include("linli.party.editions.urls")),
    path("organisations/", include("linli.party.tree.urls")),
    path("organisations/", include("linli.party.holders.urls")),
    path("organisations/", include("linli.party.organisations.urls")),
]
