from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"

    def ready(self) -> None:
        from crm.sample.signals import loaded, removing
        from listening.sample.load import load, remove

        loaded.connect(load, dispatch_uid="listening_sample")
        removing.connect(remove, dispatch_uid="listening_sample")
