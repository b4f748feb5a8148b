"""Endpoints with filters receive the events of certain claims, articles, publishers, entities and hosts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Model

from claims.errors import InputError
from claims.ids import type_id
from claims.models import Delivery, Entity, Event, FeedPosition, Host
from claims.services.webhooks import endpoints, explain, fan_out, redelivery
from claims.services.webhooks.filters import MAX_KEYS
from claims.services.webhooks.topics import topics_of
from claims.values import Actor
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_endpoint,
    make_entity,
    make_event,
    make_proposition,
    make_publisher,
    make_source,
)

pytestmark = pytest.mark.django_db

ACTOR = Actor("user", "alice")
URL = "https://hooks.example.org/in"


def event_of(row: Model, noun: str, event_type: str, **values: object) -> Event:
    """An event of this row that is published and not fanned out."""
    number = Event.objects.count() + 1
    return make_event(number, subject=row, subject_type=noun, type=event_type, **values)


def receives(event: Event, **filters: list[object]) -> bool:
    """Whether an endpoint with these filters gets a delivery. Its explanation must say the same."""
    endpoint = make_endpoint(filters={kind: [str(key) for key in keys] for kind, keys in filters.items()})
    FeedPosition.objects.update_or_create(name="webhooks", defaults={"seq": (event.seq or 0) - 1})
    fan_out.fan_out_events()
    is_sent = Delivery.objects.filter(endpoint=endpoint, event=event).exists()
    assert explain.explain(endpoint, event).is_match == is_sent
    return is_sent


def test_an_event_of_a_claim_concerns_the_claim_its_articles_publishers_and_entities() -> None:
    publisher = make_publisher()
    article = make_article(publisher=publisher)
    claim = make_claim()
    make_appearance(claim, article)
    model = make_entity("Kestrel-2")
    make_proposition(claim, subject=model)
    event = event_of(claim, "claim", "claim.evidence_changed")

    assert receives(event, claim=[claim.pk])
    assert receives(event, article=[article.pk])
    assert receives(event, publisher=[publisher.pk])
    assert receives(event, entity=[model.pk])
    assert receives(event, claim=[claim.pk], article=[article.pk], entity=[model.pk])
    assert not receives(event, claim=[make_claim().pk])
    assert not receives(event, claim=[claim.pk], article=[make_article().pk])
    assert not receives(event, host=["example.org"])


def test_an_entity_includes_its_descendants_and_not_its_ancestors() -> None:
    family = make_entity("Kestrel")
    model = make_entity("Kestrel-2", parent=family)
    variant = make_entity("Kestrel-2 Mini", parent=model)
    claim = make_claim()
    make_proposition(claim, subject=model)
    event = event_of(claim, "claim", "claim.created")

    assert receives(event, entity=[family.pk])
    assert receives(event, entity=[model.pk])
    assert not receives(event, entity=[variant.pk])


def test_entities_in_a_circle_end() -> None:
    first = make_entity("Kestrel")
    second = make_entity("Merlin", parent=first)
    Entity.objects.filter(pk=first.pk).update(parent=second)

    assert sorted(topics_of(event_of(first, "entity", "entity.updated"))["entity"]) == sorted(
        [str(first.pk), str(second.pk)]
    )


def test_an_event_of_a_source_concerns_its_host_and_the_claims_that_cite_it() -> None:
    source = make_source("https://reports.example.org/1")
    cited, other = make_claim(), make_claim()
    make_citation(cited, source=source)
    event = event_of(source, "source", "source.changed")

    assert receives(event, claim=[cited.pk])
    assert receives(event, host=["reports.example.org"])
    assert not receives(event, claim=[other.pk])
    assert not receives(event, host=["example.org"])


def test_an_event_of_a_citation_concerns_its_claim_and_not_the_others_that_cite_the_source() -> None:
    source = make_source("https://reports.example.org/1")
    own, other = make_claim(), make_claim()
    citation = make_citation(own, source=source)
    make_citation(other, source=source)
    related = {"source": type_id("source", source.pk), "claim": type_id("claim", own.pk)}
    event = event_of(citation, "citation", "citation.changed", related=related)

    assert receives(event, claim=[own.pk])
    assert receives(event, host=["reports.example.org"])
    assert not receives(event, claim=[other.pk])


def test_an_event_of_a_host_concerns_it() -> None:
    make_source("https://reports.example.org/1")
    event = event_of(Host.objects.get(), "host", "host.incident_changed")

    assert receives(event, host=["reports.example.org"])


def test_an_event_that_concerns_nothing_is_not_sent_to_an_endpoint_with_filters() -> None:
    event = event_of(make_publisher(), "publisher", "publisher.created")

    assert not receives(event, claim=[make_claim().pk])
    assert receives(event)


def test_filters_limit_what_is_recovered() -> None:
    claim = make_claim()
    own = event_of(claim, "claim", "claim.accepted")
    event_of(make_claim(), "claim", "claim.accepted")
    endpoint = make_endpoint(filters={"claim": [str(claim.pk)]}, created_at=NOW)
    type(endpoint).objects.update(created_at=NOW - timedelta(days=1))
    FeedPosition.objects.create(name="webhooks", seq=2)

    assert redelivery.recover(endpoint.pk, since=NOW, actor=ACTOR, now=NOW) == 1

    assert Delivery.objects.get().event == own


def test_filters_are_kept_by_their_keys_and_names() -> None:
    claim = make_claim()

    endpoint, _ = endpoints.register_endpoint(
        url=URL,
        event_types=["*"],
        filters={"claim": [claim.pk, claim.pk], "host": ["Example.org"], "entity": []},
        actor=ACTOR,
    )

    endpoint.refresh_from_db()
    assert endpoint.filters == {"claim": [str(claim.pk)], "host": ["example.org"]}


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"bird": ["x"]}, "/filters/bird"),
        ({"claim": ["01a22727-d930-73ae-bef5-63ad6596a5ef"]}, "/filters/claim/0"),
        ({"host": ["example.org"] * (MAX_KEYS + 1)}, "/filters/host"),
    ],
)
def test_an_unknown_kind_a_missing_row_and_too_many_keys_are_refused(
    filters: dict[str, list[str]], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        endpoints.register_endpoint(url=URL, event_types=["*"], filters=filters, actor=ACTOR)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("event_types", "detail"),
    [
        (["*"], "endpoint.created must be named: * leaves it out."),
        (["claim.*", "citation.changed"], "endpoint.created is none of claim.*, citation.changed."),
        (["endpoint.*"], "endpoint.created is included by endpoint.*."),
    ],
)
def test_explanation_says_which_event_types_include_an_event(event_types: list[str], detail: str) -> None:
    endpoint = make_endpoint(event_types=event_types)
    event = event_of(endpoint, "endpoint", "endpoint.created")

    criteria = {criterion.name: criterion.detail for criterion in explain.explain(endpoint, event).criteria}

    assert criteria["type"] == detail
