from django.apps import AppConfig


class Project(AppConfig):
    name = "tinhso.project"
    label = "project"
