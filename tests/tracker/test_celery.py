"""The timetable names tasks that exist, and the broker is the Redis of the settings."""

from __future__ import annotations

import pytest

from api.v1 import export_tasks
from claims import tasks
from tracker import gauges, queues
from tracker.celery import app, broker_url


def test_the_schedule_names_existing_tasks() -> None:
    rung = {line["task"] for line in app.conf.beat_schedule.values()}

    assert rung == {
        tasks.note_beat.name,
        tasks.publish_events.name,
        tasks.fan_out_events.name,
        tasks.attempt_due_deliveries.name,
        tasks.capture_due_submissions.name,
        tasks.refresh_due_sources.name,
        tasks.compare_due_claims.name,
        tasks.look_up_due_copies.name,
        tasks.save_due_sources.name,
        tasks.read_due_histories.name,
        tasks.clean_up.name,
        tasks.send_due_mails.name,
        tasks.expire_exports.name,
        export_tasks.make_due_exports.name,
        gauges.measure_rows.name,
    }


def test_every_message_of_the_schedule_expires() -> None:
    assert all(line["options"]["expires"] >= 5 for line in app.conf.beat_schedule.values())


def test_every_task_has_a_queue_that_a_worker_serves() -> None:
    routes = {name: route["queue"] for name, route in app.conf.task_routes.items()}

    assert set(routes) <= set(app.tasks)
    assert {*routes.values(), app.conf.task_default_queue} == set(queues.slots())


@pytest.mark.parametrize(
    ("redis_url", "wanted"),
    [
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("unix:///run/redis.sock?db=2", "redis+socket:///run/redis.sock?virtual_host=2"),
    ],
)
def test_the_broker_is_the_redis_of_the_settings(redis_url: str, wanted: str) -> None:
    assert broker_url(redis_url) == wanted
