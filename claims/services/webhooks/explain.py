"""Explain: why an endpoint receives an event, or why it does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.models import Delivery, Endpoint, Event
from claims.services.webhooks import fan_out
from claims.services.webhooks.listening import may_hear, patterns_of
from claims.services.webhooks.topics import topics_of


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of an endpoint, and whether it holds for an event. `detail` names what was compared."""

    name: str
    is_met: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The criteria as the endpoint is now, and the deliveries that were made when the event was published."""

    criteria: list[Criterion]
    deliveries: list[Delivery]

    @property
    def is_match(self) -> bool:
        """Whether the event would be sent to the endpoint if it was published now."""
        return all(criterion.is_met for criterion in self.criteria)


def explain(endpoint: Endpoint, event: Event) -> Explanation:
    """Compare an event with an endpoint, criterion by criterion."""
    return explain_each(endpoint, [event])[0]


def explain_each(endpoint: Endpoint, events: Sequence[Event]) -> list[Explanation]:
    """Compare events with an endpoint; one explanation for each, in their order."""
    position, deliveries = fan_out.position(), defaultdict(list)
    for delivery in Delivery.objects.filter(endpoint=endpoint, event__in=events).order_by("created_at", "id"):
        deliveries[delivery.event_id].append(delivery)
    return [Explanation(list(_criteria(endpoint, event, position)), deliveries[event.pk]) for event in events]


def _criteria(endpoint: Endpoint, event: Event, position: int) -> Iterator[Criterion]:
    yield _published(event, position)
    is_active = endpoint.state == Endpoint.State.ACTIVE and endpoint.deleted_at is None
    state = "deleted" if endpoint.deleted_at else endpoint.state
    yield Criterion("state", is_active, f"The endpoint is {state}. {endpoint.disabled_reason}".strip())
    if event.type == Event.Type.WEBHOOK_TEST:
        is_own = event.subject_id == endpoint.pk
        yield Criterion(
            "type", is_own, "A test event is sent to the endpoint that it tests, and to no other."
        )
        return
    patterns = sorted(patterns_of(event.type) & set(endpoint.event_types))
    if patterns:
        heard = f"is included by {', '.join(patterns)}"
    elif "*" in endpoint.event_types:
        heard = "must be named: * leaves it out"
    else:
        heard = f"is none of {', '.join(endpoint.event_types)}"
    yield Criterion("type", bool(patterns), f"{event.type} {heard}.")
    if not may_hear(endpoint, event):
        detail = "Events of endpoints go to endpoints of the same owner and of operators, those of keys to operators only."
        yield Criterion("owner", False, detail)
    severity = max(event.severity, event.recovers)
    relation = "reaches" if severity >= endpoint.min_severity else "is below"
    detail = f"Severity {severity} {relation} the minimum of {endpoint.min_severity}."
    yield Criterion("severity", severity >= endpoint.min_severity, detail)
    yield from _filters(endpoint, event)


def _published(event: Event, position: int) -> Criterion:
    if event.seq is None:
        return Criterion("published", False, "The event has no seq yet.")
    is_handled = event.seq <= position
    detail = "Its deliveries were made." if is_handled else "Its deliveries are not made yet."
    return Criterion("published", is_handled, detail)


def _filters(endpoint: Endpoint, event: Event) -> Iterator[Criterion]:
    topics = topics_of(event) if endpoint.filters else {}
    for kind, keys in sorted(endpoint.filters.items()):
        is_met = not set(keys).isdisjoint(topics.get(kind, []))
        detail = f"The event concerns {'one' if is_met else 'none'} of the endpoint's {len(keys)}."
        yield Criterion(f"filter {kind}", is_met, detail)
