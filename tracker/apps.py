"""The project as a Django app: loads the Celery app and the system checks in every process."""

from django.apps import AppConfig

from tracker import celery, checks

__all__ = ["TrackerConfig", "celery", "checks"]


class TrackerConfig(AppConfig):
    name = "tracker"
