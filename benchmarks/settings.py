"""The project's settings, with one more address: the bare create that logging is compared with. Static files need not
have been collected."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
