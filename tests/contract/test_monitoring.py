"""The alert rules and the dashboard use metrics that exist, with labels that they have."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tracker.metrics import GAUGES

MONITORING = Path(__file__).resolve().parents[2] / "docs" / "monitoring"
LABELS = {name: set(labels) for name, _, labels, _ in GAUGES}


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


def test_there_are_alerts_for_each_stage_that_can_be_late() -> None:
    late = " ".join(alerts().values())

    for metric in (
        "tracker_due_lag_seconds",
        "tracker_submissions_waiting",
        "tracker_events_unpublished",
        "tracker_delivery_lag_seconds",
    ):
        assert metric in late
