"""The rows that the admin's tests look at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Permission, User

from claims.models import (
    Alias,
    Appearance,
    Article,
    ArticleOriginal,
    ArticleVersion,
    Attempt,
    Citation,
    Claim,
    Conflict,
    Delivery,
    DistinctPair,
    Endpoint,
    Entity,
    Event,
    Export,
    Host,
    Merge,
    Proposition,
    Publisher,
    Review,
    RobotsFile,
    Source,
    SourceCheck,
    Submission,
)
from tests.factories import make_snapshot

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TEXT = "A new model is out.\n\nKestrel-2 outperforms Heron-1 on MMLU.[1] More will follow."
QUOTE = "Kestrel-2 outperforms Heron-1 on MMLU.[1]"


def make_source(name: str = "paper") -> Source:
    host, _ = Host.objects.get_or_create(name=f"{name}.example.org", defaults={"next_slot_at": NOW})
    url = f"https://{name}.example.org/paper"
    return Source.objects.create(
        cited_url=url, canonical_url=url, url_hash=f"hash of {name}", host=host, next_check_at=NOW
    )


def make_robots(host: Host, **values: Any) -> RobotsFile:
    known = {"origin": f"https://{host.name}:443", "access": "file", "fetched_at": NOW, "expires_at": NOW}
    return RobotsFile.objects.create(host=host, **{**known, **values})


def make_article(name: str = "news", *, text: str = TEXT) -> Article:
    article = Article.objects.create(
        source=make_source(name), origin="fetched", title=f"Kestrel in the {name}"
    )
    version = ArticleVersion.objects.create(
        article=article, number=1, text=text, text_hash="0" * 64, extractor_version="1", captured_at=NOW
    )
    Article.objects.filter(pk=article.pk).update(current_version=version, state="captured")
    article.refresh_from_db()
    return article


def make_claim(text: str = "Kestrel-2 outperforms Heron-1 on MMLU.", **values: Any) -> Claim:
    known = {"kind": "comparison", "identity_key": text[:64], "first_seen_at": NOW, "last_seen_at": NOW}
    return Claim.objects.create(text=text, **{**known, **values})


def make_appearance(claim: Claim, article: Article, quote: str = QUOTE) -> Appearance:
    version = article.current_version
    start = version.text.index(quote)
    return Appearance.objects.create(
        claim=claim,
        article=article,
        article_version=version,
        first_version=version,
        quote=quote,
        start=start,
        end=start + len(quote),
        extractor="rules",
        extractor_version="1",
        rule="comparison.verb",
        seen_at=NOW,
    )


def make_citation(claim: Claim, **values: Any) -> Citation:
    return Citation.objects.create(claim=claim, **{"label": "1", **values})


def make_endpoint(name: str = "hooks", **values: Any) -> Endpoint:
    url = f"https://{name}.example.org/claims"
    return Endpoint.objects.create(url=url, event_types=["*"], secret="encrypted", owner="admin", **values)


def make_event(claim: Claim, **values: Any) -> Event:
    known = {"type": "claim.created", "subject_type": "claim", "actor_type": "worker", "actor_id": "capture"}
    return Event.objects.create(subject_id=claim.pk, occurred_at=NOW, **{**known, **values})


def make_delivery(endpoint: Endpoint, event: Event, **values: Any) -> Delivery:
    return Delivery.objects.create(endpoint=endpoint, event=event, **{"state": "exhausted", **values})


def make_one_of_each(name: str) -> None:
    """A row of every model, all about one another."""
    publisher = Publisher.objects.create(name=f"Publisher {name}", domains=[f"{name}.example.org"])
    article = make_article(f"news-{name}")
    Article.objects.filter(pk=article.pk).update(publisher=publisher)
    Submission.objects.create(
        article=article, content="text", content_type="text/plain", content_hash=name, next_attempt_at=NOW
    )
    ArticleOriginal.objects.create(
        article=article, body=b"", content_type="text/plain", reader=1, next_attempt_at=NOW
    )
    family = Entity.objects.create(name=f"Family {name}")
    entity = Entity.objects.create(name=f"Kestrel {name}", parent=family)
    Alias.objects.create(entity=entity, text=f"Kestrel {name}", key=f"kestrel{name}")
    claim = make_claim(f"Kestrel-2 outperforms Heron-1 on MMLU, {name}.")
    Proposition.objects.create(
        claim=claim, position=0, form="comparison", subject=entity, subject_text="Kestrel-2", relation="outperforms",
        object_text="Heron-1", on_text="MMLU",
    )  # fmt: skip
    other = make_claim(f"Heron-1 outperforms Kestrel-2 on MMLU, {name}.")
    first, second = sorted([claim, other], key=lambda row: row.pk)
    Conflict.objects.create(
        kind="opposite",
        claim=first,
        other_claim=second,
        subject=entity,
        explanation="They differ.",
        created_at=NOW,
    )
    appearance = make_appearance(claim, article)
    source = make_source(f"paper-{name}")
    make_citation(claim, appearance=appearance, source=source)
    make_citation(claim, appearance=appearance, label="2")
    make_robots(source.host, text="User-agent: *\nDisallow: /private")
    snapshot = make_snapshot(source, f"The paper {name}.", captured_at=NOW)
    SourceCheck.objects.create(
        source=source, checked_at=NOW, outcome="first", status=200, link_state="live", snapshot=snapshot,
        next_check_at=NOW,
    )  # fmt: skip
    other = make_claim(f"Another claim, {name}.")
    Merge.objects.create(kind="claim", merged_key=other.pk, target_key=claim.pk, merged_at=NOW)
    DistinctPair.objects.create(
        kind="claim", first_key=claim.pk, second_key=other.pk, declared_by="alice", created_at=NOW
    )
    Review.objects.create(claim=claim, verdict="supported", reasons="The paper says so.", reviewer="alice")
    event = make_event(claim, changes={"status": ["proposed", "accepted"]}, related={"article": "article_x"})
    delivery = make_delivery(make_endpoint(f"hooks-{name}"), event)
    Export.objects.create(
        owner=f"api_key_{name}", resource="claims", format="csv", created_at=NOW, next_attempt_at=NOW
    )
    Attempt.objects.create(delivery=delivery, number=1, started_at=NOW, status=500, response_head="no")


def make_curator(*permissions: str) -> User:
    """A member of staff who may do only what is named, such as `view_claim`."""
    user = User.objects.create_user("carol", password="a-long-password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user
