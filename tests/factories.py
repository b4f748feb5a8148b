"""Factories: the smallest valid row of each kind, with values that a test can see."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from api import keys
from api.models import ApiKey
from claims.models import (
    Alias,
    Appearance,
    Article,
    ArticleVersion,
    Citation,
    Claim,
    Conflict,
    Delivery,
    Endpoint,
    Entity,
    Event,
    Export,
    Host,
    Proposition,
    Publisher,
    Review,
    Snapshot,
    Source,
    SourceCheck,
    SourceText,
)
from claims.pipeline.fingerprint import identity_key, name_key, text_hash
from claims.pipeline.urls import canonical_url, host_of, url_hash
from claims.services import encryption
from claims.services.events import noun_of, type_id_of
from claims.services.webhooks import endpoint_queue
from claims.values import Actor

NOW = datetime(2025, 2, 1, 12, 0, tzinfo=UTC)
WORKER = Actor("worker", "tests")
_numbers = itertools.count(1)


def make_key(*scopes: str, **values: Any) -> tuple[ApiKey, str]:
    """A key with these scopes (read alone if none is named), used just now and without its event; and its token."""
    key, token = keys.issue_key(name="a caller", scopes=scopes or ["read"], actor=WORKER)
    Event.objects.filter(subject_id=key.pk).delete()
    ApiKey.objects.filter(pk=key.pk).update(**{"last_used_at": datetime.now(tz=UTC), **values})
    key.refresh_from_db()
    return key, token


def make_source(url: str = "", **values: Any) -> Source:
    """A source that was never checked."""
    url = url or f"https://source.example/{next(_numbers)}"
    canonical = canonical_url(url)
    host = Host.objects.get_or_create(name=host_of(url), defaults={"next_slot_at": NOW})[0]
    given = {"cited_url": url, "canonical_url": canonical, "url_hash": url_hash(canonical), "host": host}
    return Source.objects.create(**{**given, "next_check_at": NOW, **values})


def make_snapshot(source: Source, text: str = "The page's text.", **values: Any) -> Snapshot:
    """A text that a source had."""
    stored, _ = SourceText.objects.get_or_create(text_hash=text_hash(text), defaults={"text": text})
    given = {"source_text": stored, "extractor_version": "1", "captured_at": NOW}
    return Snapshot.objects.create(source=source, **{**given, **values})


def make_check(source: Source, **values: Any) -> SourceCheck:
    """A check of a source that is unchanged."""
    given = {
        "checked_at": NOW,
        "outcome": "not_modified",
        "status": 304,
        "link_state": "live",
        "next_check_at": NOW,
    }
    return SourceCheck.objects.create(source=source, **{**given, **values})


def make_publisher(name: str = "", **values: Any) -> Publisher:
    """A publisher."""
    return Publisher.objects.create(name=name or f"Publisher {next(_numbers)}", **values)


def make_article(title: str = "Qwen2.5-Max is out", **values: Any) -> Article:
    """An article with a URL that waits to be captured."""
    if "source" not in values and "content_hash" not in values:
        values["source"] = make_source(f"https://news.example/{next(_numbers)}")
    return Article.objects.create(**{"title": title, "origin": "fetched", **values})


def make_version(
    article: Article, text: str = "Qwen2.5-Max outperforms GPT-4o. [10]", **values: Any
) -> ArticleVersion:
    """A captured text of an article, its current one."""
    number = article.versions.count() + 1
    given = {
        "number": number,
        "text": text,
        "text_hash": text_hash(text),
        "extractor_version": "1",
        "captured_at": NOW,
    }
    version = ArticleVersion.objects.create(article=article, **{**given, **values})
    article.current_version, article.state = version, Article.State.CAPTURED
    article.save(update_fields=["current_version", "state"])
    return version


def make_claim(text: str = "", **values: Any) -> Claim:
    """A proposed claim without citations."""
    text = text or f"Model {next(_numbers)} outperforms GPT-4o."
    given = {
        "kind": "comparison",
        "identity_key": identity_key(text, None),
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }
    return Claim.objects.create(text=text, **{**given, **values})


def make_entity(name: str = "", **values: Any) -> Entity:
    """An accepted model, with its name as its one alias."""
    name = name or f"Model {next(_numbers)}"
    entity = Entity.objects.create(name=name, **{"kind": "model", "status": "accepted", **values})
    Alias.objects.create(entity=entity, text=name, key=name_key(name))
    return entity


def make_proposition(claim: Claim, **values: Any) -> Proposition:
    """A comparison."""
    given = {
        "form": "comparison",
        "subject_text": "Qwen2.5-Max",
        "relation": "outperforms",
        "object_text": "GPT-4o",
    }
    row = Proposition(claim=claim, position=claim.propositions.count(), **{**given, **values}).derive()
    row.save()
    return row


def make_quantity(claim: Claim, low: str, unit: str = "", **values: Any) -> Proposition:
    """A quantity that is equal to a number, or with `high` a range."""
    if "high" in values:
        values = {"op": "range", **values, "high": Decimal(values["high"])}
    given = {
        "form": "quantity",
        "relation": "",
        "object_text": "",
        "op": "=",
        "low": Decimal(low),
        "unit": unit,
    }
    return make_proposition(claim, **{**given, **values})


def make_conflict(**values: Any) -> Conflict:
    """An open conflict of two claims that give different values."""
    first, second = sorted([make_claim(), make_claim()], key=lambda claim: claim.pk)
    given = {"kind": "value", "claim": first, "other_claim": second, "measure": "MMLU", "created_at": NOW}
    values["subject"] = values.get("subject") or make_entity()
    explanation = "One claim gives MMLU of it as 89, the other as 87."
    return Conflict.objects.create(**{**given, "explanation": explanation, **values})


def make_appearance(claim: Claim | None = None, article: Article | None = None, **values: Any) -> Appearance:
    """A claim at the beginning of an article's current text."""
    claim, article = claim or make_claim(), article or make_article()
    version = article.current_version or make_version(article)
    given = {"quote": "Qwen2.5-Max outperforms GPT-4o.", "start": 0, "end": 31, "extractor": "rules"}
    given["gone_reason"] = "text" if "gone_at" in values else ""
    return Appearance.objects.create(
        claim=claim,
        article=article,
        article_version=version,
        first_version=version,
        **{**given, "extractor_version": "1", "seen_at": NOW, **values},
    )


def make_citation(claim: Claim | None = None, **values: Any) -> Citation:
    """A citation of a source of its own, without a passage."""
    if "source" not in values:
        values["source"] = make_source()
    return Citation.objects.create(claim=claim or make_claim(), **{"label": "10", **values})


def make_review(claim: Claim | None = None, **values: Any) -> Review:
    """A review that is not published."""
    given = {"verdict": "supported", "reasons": "The report says so.", "reviewer": "ada"}
    return Review.objects.create(claim=claim or make_claim(), **{**given, **values})


def make_event(seq: int | None = None, **values: Any) -> Event:
    """An event of a claim, published if it has a seq."""
    subject = values.pop("subject", None) or make_claim()
    given = {
        "type": "claim.accepted",
        "subject_type": "claim",
        "subject_id": subject.pk,
        "subject_version": 2,
    }
    actor = {"actor_type": "worker", "actor_id": "tests"}
    return Event.objects.create(seq=seq, **{**given, **actor, "occurred_at": NOW, **values})


def make_endpoint(**values: Any) -> Endpoint:
    """An active endpoint that wants everything."""
    secret = encryption.encrypt("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    given = {"url": "https://hooks.example/in", "event_types": ["*"], "secret": secret, "owner": "ada"}
    return Endpoint.objects.create(**{**given, **values})


def make_delivery(endpoint: Endpoint | None = None, event: Event | None = None, **values: Any) -> Delivery:
    """A delivery that arrived."""
    given = {"state": "delivered", "attempt_count": 1, "next_attempt_at": None, "delivered_at": NOW}
    delivery = Delivery.objects.create(
        endpoint=endpoint or make_endpoint(), event=event or make_event(1), **{**given, **values}
    )
    if delivery.state == "pending":
        endpoint_queue.wake_endpoints([delivery.endpoint_id])
    return delivery


def make_export(**values: Any) -> Export:
    """An export of claims as NDJSON that is due."""
    given = {"owner": "ada", "resource": "claims", "format": "ndjson", "created_at": NOW}
    if values.get("state", "pending") in ("pending", "running"):
        given["next_attempt_at"] = NOW
    return Export.objects.create(**{**given, **values})


def make_one_of_each(number: int = 1) -> dict[str, str]:
    """An object of each kind, most of them about one claim; the event has this `seq`. Returns ids by the name of the kind."""
    article = make_article(f"Qwen {number}", publisher=make_publisher())
    make_version(article)
    claim = make_claim(f"Model {number} outperforms GPT-4o.")
    make_proposition(claim)
    make_proposition(claim)
    citation = make_citation(claim, appearance=make_appearance(claim, article))
    make_citation(claim)
    make_check(citation.source)
    entity, event = make_entity(), make_event(number)
    rows: list[Model] = [article, claim, citation, citation.source, entity, event]
    rows += [make_snapshot(citation.source), make_review(claim), make_conflict(subject=entity)]
    rows += [make_delivery(event=event)]
    return {noun_of(row): type_id_of(row) for row in rows}
