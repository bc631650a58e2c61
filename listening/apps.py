from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "listening"

    def ready(self) -> None:
        from crm.erasing.signals import erasing, gathering
        from crm.person_file import telling
        from crm.sample.signals import loaded, removing
        from listening.erasing import erase, gather
        from listening.person_file import tell
        from listening.sample.load import load, remove

        gathering.connect(gather, dispatch_uid="listening_erasing")
        erasing.connect(erase, dispatch_uid="listening_erasing")
        telling.connect(tell, dispatch_uid="listening_person_file")
        loaded.connect(load, dispatch_uid="listening_sample")
        removing.connect(remove, dispatch_uid="listening_sample")
