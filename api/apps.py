"""The API as a Django app; its system checks are registered with it."""

from django.apps import AppConfig

from api import checks

__all__ = ["ApiConfig", "checks"]


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"
