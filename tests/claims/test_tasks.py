"""A message that cannot be sent fails no request."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from claims import tasks
from claims.models import Claim, Event, Submission
from claims.services.articles import ingest
from claims.values import Actor

ACTOR = Actor("user", "alice")


@pytest.mark.django_db
def test_posted_content_is_captured_and_published_by_ringing() -> None:
    ingest.submit_article(content="Kestrel has 3 wings.[1]", content_type="text/plain", actor=ACTOR)

    tasks.capture_due_submissions()
    tasks.publish_events()

    assert Claim.objects.get().text == "Kestrel has 3 wings."
    assert Event.objects.filter(seq=None).count() == 0


@pytest.mark.django_db
def test_a_capture_task_whose_time_is_over_leaves_the_rest_to_the_next_ring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ingest.submit_article(content="Kestrel has 3 wings.", content_type="text/plain", actor=ACTOR)
    monkeypatch.setattr(tasks, "PUMP_SECONDS", 0)

    tasks.capture_due_submissions()

    assert Submission.objects.get().read_attempts == 0


@pytest.mark.django_db(transaction=True)
def test_a_bell_rings_after_commit_and_not_after_a_rollback() -> None:
    queue = redis.Redis.from_url(settings.REDIS_URL)
    queue.delete("tracker:quick")

    with transaction.atomic():
        tasks.ring(tasks.publish_events)
        transaction.set_rollback(True)
    assert queue.llen("tracker:quick") == 0
    with transaction.atomic():
        tasks.ring(tasks.publish_events)

    assert queue.llen("tracker:quick") == 1
    queue.delete("tracker:quick")


def test_a_broker_that_is_away_fails_nobody() -> None:
    done = ring_with("unix:///nowhere/redis.sock?db=0")

    assert done.returncode == 0
    assert "message not sent" in done.stderr


def test_a_broker_that_hangs_holds_up_nobody(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "redis.sock"))
        silent.listen()

        done = ring_with(f"unix://{tmp_path}/redis.sock?db=0")

    assert done.returncode == 0
    assert "message not sent" in done.stderr


def test_a_worker_that_hears_the_beat_says_so() -> None:
    cache.delete("beat_at")

    tasks.note_beat()

    assert cache.get("beat_at") is not None


def ring_with(redis_url: str) -> subprocess.CompletedProcess[str]:
    """Ring once in a process of its own, which has 30 seconds."""
    program = (
        "import django; django.setup(); from claims import tasks; from django.db import transaction;"
        "transaction.on_commit = lambda ring, robust: ring(); tasks.ring(tasks.publish_events)"
    )
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"REDIS_URL": redis_url},
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
