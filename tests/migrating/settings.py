"""The service's settings, with migrations of the tests after those of claims."""

from tracker.settings import *  # noqa: F403 - they are the settings of manage.py in these tests

MIGRATION_MODULES = {"claims": "tests.migrating.migrations"}
