"""The alert rules and the dashboard use metrics that exist, with labels that they have."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from django.core.cache import cache
from django.test import Client

from claims.services import counters
from claims.services.counters import METRICS
from tests.counts import forget_counts
from tracker import health, metrics

MONITORING = Path(__file__).resolve().parents[2] / "docs" / "monitoring"
HISTOGRAMS = {name for name, metric in METRICS.items() if metric.bounds}
LABELS = {name: set(labels) for name, labels in metrics.LABELS.items() if name not in HISTOGRAMS} | {
    f"{name}_{part}": {*METRICS[name].labels, *labels}
    for name in HISTOGRAMS
    for part, labels in (("bucket", ["le"]), ("sum", []), ("count", []))
}
"""The labels of every metric under the names in which it is exposed."""


def alerts() -> dict[str, str]:
    (group,) = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return {rule["alert"]: rule["expr"] for rule in group["rules"]}


def panels() -> dict[str, str]:
    dashboard = json.loads((MONITORING / "dashboard.json").read_text())
    return {panel["title"]: target["expr"] for panel in dashboard["panels"] for target in panel["targets"]}


@pytest.mark.parametrize("expression", [*alerts().values(), *panels().values()])
def test_metrics_and_labels_of_an_expression_exist(expression: str) -> None:
    names = re.findall(r"tracker_[a-z_]+", expression)
    assert names or expression.startswith("up{")
    assert set(names) <= LABELS.keys()
    for name, conditions in re.findall(r"(tracker_[a-z_]+)\{([^}]*)\}", expression):
        assert {condition.partition("=")[0].rstrip("!~") for condition in conditions.split(",")} <= LABELS[
            name
        ]
    for labels in re.findall(r"by \(([a-z_, ]+)\)", expression):
        assert {label.strip() for label in labels.split(",")} <= set().union(
            *(LABELS[name] for name in names)
        )


@pytest.mark.django_db
def test_every_metric_is_exposed_under_these_names(client: Client) -> None:
    for name, metric in METRICS.items():
        labels = tuple("x" for _ in metric.labels)
        if metric.bounds:
            counters.observe(name, [(labels, 1.0)])
        else:
            counters.count(name, [labels])
    cache.set(health.BEAT_KEY, 1.0)

    text = client.get("/metrics").content.decode()
    forget_counts()

    # A gauge with labels has no sample while there are no rows.
    shown = set(re.findall(r"^# HELP (\w+)", text, re.M)) | set(re.findall(r"^(tracker_\w+)", text, re.M))
    assert LABELS.keys() - shown == set()


def test_there_are_alerts_for_each_stage_that_can_be_late() -> None:
    late = " ".join(alerts().values())

    for metric in (
        "tracker_due_lag_seconds",
        "tracker_submissions_waiting",
        "tracker_events_unpublished",
        "tracker_delivery_lag_seconds",
        "tracker_http_request_duration_seconds_bucket",
        "tracker_beat_timestamp_seconds",
    ):
        assert metric in late
