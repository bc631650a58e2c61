"""The project's settings, with one more address: the bare create that logging is compared with."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
