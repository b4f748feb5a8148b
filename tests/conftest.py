"""The servers of the tests: one pair for a whole run, in a temporary folder, there before Django reads its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

import django
import pytest

from devserver import embedded

_UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def _start_servers() -> None:
    """TEST_DATABASE_URL and TEST_REDIS_URL put servers of yours in the place of ours."""
    folder = Path(tempfile.mkdtemp(prefix="claims-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DATA_DIR"] = str(folder)
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
    os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "")
    with (folder / "servers.log").open("ab") as log:
        if not os.environ["DATABASE_URL"]:
            postgres = embedded.start_postgres(folder, output=log.fileno(), settings=_UNSAFE_BUT_FAST)
            atexit.register(postgres.stop)
            os.environ["DATABASE_URL"] = postgres.url
        if not os.environ["REDIS_URL"]:
            redis = embedded.start_redis(folder, output=log.fileno())
            atexit.register(redis.stop)
            os.environ["REDIS_URL"] = redis.url


def _set_up_django() -> None:
    """Here, not in pytest's options: pytest-django would read the settings before this file is loaded."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
    os.environ["DATABASE_IDLE_TIMEOUT"] = (
        "1h"  # a test is one transaction, however long it waits for its readers
    )
    os.environ["SECRET_KEY"] = "a-key-for-the-tests-alone-" + "0123456789" * 3
    django.setup()


_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker is None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what was started is stopped
    _start_servers()
else:  # `-n 2`: the servers are there; pytest-django gives every worker its database, this its part of Redis
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace(
        "db=0", f"db={int(_worker.removeprefix('gw')) + 1}"
    )
_set_up_django()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """The workers of `-n 2` read the settings here as well: with the variable, pytest-django would read them before."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journeys first: they take longest, and other files are done beside them."""
    items.sort(key=lambda item: "journey" not in item.keywords)
