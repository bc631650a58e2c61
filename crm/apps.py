from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm.outgoing import checks  # noqa: F401 -- registers itself
