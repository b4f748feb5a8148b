"""Probes say whether the process lives and whether it can work."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from claims import tasks


def test_a_running_process_is_healthy(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_it_is_ready_once_a_task_of_beat_has_run(client: Client) -> None:
    tasks.note_beat()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"database": "ok", "redis": "ok", "beat": "ok"}}


@pytest.mark.django_db
def test_without_beat_it_is_not_ready_and_gives_the_reason(client: Client) -> None:
    cache.delete("beat_at")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert (
        answer.json()["checks"]["beat"] == "failed: no task of beat has run; are beat and a worker running?"
    )


@pytest.mark.django_db
def test_an_old_task_of_beat_does_not_count(client: Client) -> None:
    cache.set("beat_at", time.time() - 300)

    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_without_redis_it_is_not_ready(client: Client, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere/redis.sock?db=0",
        }
    }

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == "failed: ConnectionError"
