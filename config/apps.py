from django.apps import AppConfig
from django.conf import settings


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        if settings.SENTRY_DSN:
            from config.observing.error_reports import report_errors
            from config.version import version

            report_errors(settings.SENTRY_DSN, environment=settings.SENTRY_ENVIRONMENT, release=version())
