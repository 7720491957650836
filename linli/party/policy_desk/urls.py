"""Addresses of policy documents and their tasks."""

from django.urls import path

from linli.party.policy_desk import views

urlpatterns = [
    path("", views.register, name="policies"),
    path("new/", views.enter, name="policy_new"),
    path("tasks/", views.tasks, name="policy_tasks"),
    path("tasks/<uuid:task_id>/", views.task, name="policy_task"),
    path("tasks/<uuid:task_id>/files/<uuid:file_id>/", views.task_file, name="policy_task_file"),
    path("tasks/<uuid:task_id>/<slug:word>/", views.move, name="policy_task_move"),
    path("<uuid:policy_id>/", views.policy, name="policy"),
    path("<uuid:policy_id>/correct/", views.correct, name="policy_correct"),
    path("<uuid:policy_id>/repeal/", views.repeal, name="policy_repeal"),
    path("<uuid:policy_id>/give/", views.give, name="policy_give"),
    path("<uuid:policy_id>/files/<uuid:file_id>/", views.policy_file, name="policy_file"),
]
