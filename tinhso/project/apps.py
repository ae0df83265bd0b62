from django.apps import AppConfig

from tinhso.project import logs


class Project(AppConfig):
    name = "tinhso.project"
    label = "project"

    def ready(self) -> None:
        logs.configure()
