"""Named constraints refuse invalid rows for every writer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from claims.models import (
    Alias,
    Appearance,
    Article,
    ArticleVersion,
    Citation,
    Claim,
    Delivery,
    Endpoint,
    Entity,
    Event,
    Host,
    Proposition,
    Publisher,
    Review,
    Source,
    SourceCheck,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
EARLIER = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)


def host(**given: Any) -> Host:
    return Host.objects.create(**{"name": "example.org", "next_slot_at": NOW, **given})


def source(**given: Any) -> Source:
    row = {"cited_url": "u", "canonical_url": "u", "url_hash": "a" * 64, "next_check_at": NOW}
    return Source.objects.create(**{**row, "host": Host.objects.first() or host(), **given})


def article(**given: Any) -> Article:
    return Article.objects.create(**{"content_hash": "b" * 64, "origin": "posted", **given})


def claim(**given: Any) -> Claim:
    row = {"text": "t", "kind": "event", "identity_key": "k", "first_seen_at": NOW, "last_seen_at": NOW}
    return Claim.objects.create(**{**row, **given})


def appearance(**given: Any) -> Appearance:
    of = article()
    version = ArticleVersion.objects.create(
        article=of, number=1, text="text", text_hash="c" * 64, extractor_version="1", captured_at=NOW
    )
    row = {"claim": claim(), "article": of, "article_version": version, "first_version": version}
    return Appearance.objects.create(
        **{**row, "quote": "text", "start": 0, "end": 4, "seen_at": NOW, **given}
    )


def citation(**given: Any) -> Citation:
    return Citation.objects.create(**{"claim": Claim.objects.first() or claim(), **given})


def proposition(**given: Any) -> Proposition:
    row = {"claim": claim(), "position": 0, "form": "quantity", "op": "="}
    proposition = Proposition(**{**row, **given}).derive()
    proposition.save()
    return proposition


def event(**given: Any) -> Event:
    row = {"type": "claim.created", "subject_type": "claim", "subject_id": claim().pk, "actor_type": "user"}
    return Event.objects.create(**{**row, "actor_id": "alice", "occurred_at": NOW, **given})


def delivery(**given: Any) -> Delivery:
    endpoint = Endpoint.objects.create(url="https://example.org/", secret="s", owner="alice")
    return Delivery.objects.create(
        **{"endpoint": endpoint, "event": event(), "next_attempt_at": NOW, **given}
    )


def two(make: Callable[..., models.Model], **given: Any) -> Callable[[], None]:
    def make_both() -> None:
        make(**given)
        make(**given)

    return make_both


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("publisher_has_name", lambda: Publisher.objects.create(name="")),
        (
            "publisher_name_unique",
            lambda: [Publisher.objects.create(name=name) for name in ("Paper", "PAPER")],
        ),
        ("host_lease_whole", lambda: host(lease_until=NOW)),
        ("source_url_unique", two(source)),
        ("appearance_gone_has_reason", lambda: appearance(gone_at=NOW)),
        ("appearance_gone_has_reason", lambda: appearance(gone_reason="text")),
        ("appearance_polarity_known", lambda: appearance(polarity="denied")),
        ("source_strikes_not_negative", lambda: source(strikes=-1)),
        ("source_interval_positive", lambda: source(interval_seconds=0)),
        ("source_lease_whole", lambda: source(lease_until=NOW)),
        (
            "sourcecheck_failure_has_error",
            lambda: SourceCheck.objects.create(
                source=source(), checked_at=NOW, outcome="failed", link_state="dead", next_check_at=NOW
            ),
        ),
        ("article_content_unique", two(article)),
        ("article_known_by_url_or_content", lambda: article(content_hash="")),
        ("article_known_by_url_or_content", lambda: article(source=source())),
        ("article_failure_has_reason", lambda: article(state="failed")),
        ("article_failure_has_reason", lambda: article(failure="empty_page")),
        ("article_captured_has_version", lambda: article(state="captured")),
        ("entity_has_name", lambda: Entity.objects.create(name="")),
        (
            "alias_has_key",
            lambda: Alias.objects.create(entity=Entity.objects.create(name="K"), text="-", key=""),
        ),
        ("claim_identity_unique", two(claim)),
        ("claim_has_text", lambda: claim(text="")),
        ("claim_merged_has_target", lambda: claim(status="merged", status_before="proposed")),
        ("claim_seen_in_order", lambda: claim(last_seen_at=EARLIER)),
        ("claim_polarity_known", lambda: claim(polarity="denied")),
        ("proposition_whole", lambda: proposition(op="")),
        ("proposition_whole", lambda: proposition(form="comparison")),
        ("proposition_range_in_order", lambda: proposition(op="range", low=2, high=1)),
        ("proposition_range_in_order", lambda: proposition(low=1, high=2)),
        ("appearance_not_empty", lambda: appearance(end=0)),
        ("citation_unique", two(citation, label="1")),
        ("citation_passage_whole", lambda: citation(passage_state="intact")),
        (
            "citation_passage_has_source",
            lambda: citation(passage_exact="words", passage_state="intact", passage_origin="person"),
        ),
        ("review_has_reasons", lambda: Review.objects.create(claim=claim(), verdict="supported", reasons="")),
        (
            "review_has_verdict",
            lambda: Review.objects.create(claim=claim(), verdict="unreviewed", reasons="r"),
        ),
        ("event_seq_positive", lambda: event(seq=0)),
        ("event_severity_known", lambda: event(severity=7)),
        (
            "endpoint_disabled_has_reason",
            lambda: Endpoint.objects.create(url="u", secret="s", owner="o", state="disabled"),
        ),
        (
            "endpoint_severity_known",
            lambda: Endpoint.objects.create(url="u", secret="s", owner="o", min_severity=7),
        ),
        ("delivery_pending_has_time", lambda: delivery(next_attempt_at=None)),
        ("delivery_pending_has_time", lambda: delivery(state="delivered")),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_by_the_name_of_the_rule(
    name: str, write: Callable[[], Any]
) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        write()


def test_an_index_or_constraint_has_a_name_of_ours() -> None:
    rows = [Article, Citation, Claim, Delivery, Endpoint, Entity, Event, Host, Proposition, Publisher, Source]
    names = [thing.name for row in rows for thing in [*row._meta.indexes, *row._meta.constraints]]

    assert all(name.split("_")[0] in {row._meta.model_name for row in rows} for name in names)
    assert len(names) == len(set(names))
