"""A worker may die at any moment: what it had under way is done by another one, and told once."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Citation, Claim, Event, Source, SourceCheck
from claims.pipeline.fetching.addresses import parse_networks
from claims.services.articles import capture, ingest
from claims.services.catalogue import sources
from claims.services.webhooks import publish
from tests.claims.services.rows import ACTOR
from tests.claims.services.watching import workers
from tests.claims.services.watching.sites import Answer, Sites, page, sites_on

HOSTS = [f"127.0.0.{number}" for number in range(21, 30)]
LEASE = 5
SENTENCE = "Kestrel-{0} was trained on 12 trillion tokens."
EDITED = "Kestrel-{0} was trained on 9 trillion tokens."
KNOBS = {"TRACKER_LEASE": f"{LEASE}s", "TRACKER_HOST_SPACING": "0s", "TRACKER_CONFIRM_AFTER": "0s"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web() -> Iterator[Sites]:
    with sites_on(*HOSTS) as web:
        yield web


@pytest.fixture(autouse=True)
def may_reach_loopback(settings: Settings) -> None:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])


def slow(sentence: str, wait_seconds: float = 0.2) -> Answer:
    return Answer(body=page(sentence).body, wait_seconds=wait_seconds)


def cite(web: Sites, count: int) -> None:
    """An article with so many claims, each of which rests on a page of its own."""
    lines = [f"{SENTENCE.format(number)}[{number}]" for number in range(1, count + 1)]
    entries = []
    for number in range(1, count + 1):
        host, path = HOSTS[number % len(HOSTS)], f"/{number}"
        web.answers[host, path] = slow(f"The report says: {SENTENCE.format(number)}")
        entries.append(f"{number}. {web.url(host, path)}")
    content = "\n\n".join(["A paper", *lines, "Sources\n" + "\n".join(entries)])
    ingest.submit_article(content=content, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()


def kill_again_and_again(rng: random.Random, times: int) -> None:
    """Start a worker, kill it within 1.5 s of its first pump, so often; then let one finish."""
    for _ in range(times):
        worker = workers.start(**KNOBS)
        workers.wait_until_ready(worker)
        time.sleep(rng.uniform(0.1, 1.5))
        workers.kill(worker)


def is_checked_since(moment: object) -> bool:
    return not Source.objects.exclude(checked_at__gt=moment).exists()


def test_whatever_workers_are_killed_everything_is_looked_at_and_told_once(web: Sites) -> None:
    cite(web, 27)
    rng = random.Random(11)
    assert Claim.objects.count() == Source.objects.count() == 27

    kill_again_and_again(rng, 5)
    with workers.pumping(1, **KNOBS):
        assert workers.wait_for(lambda: not Source.objects.filter(checked_at=None).exists(), 40)
    began = timezone.now()
    for key in Source.objects.values_list("pk", flat=True):
        sources.request_check(key, actor=ACTOR)
    for number in range(1, 28):
        web.answers[HOSTS[number % len(HOSTS)], f"/{number}"] = slow(
            f"The report says: {EDITED.format(number)}"
        )
    kill_again_and_again(rng, 5)
    with workers.pumping(1, **KNOBS):
        assert workers.wait_for(lambda: not Citation.objects.exclude(passage_state="altered").exists(), 60)
        assert workers.wait_for(lambda: not Source.objects.exclude(unconfirmed_at=None).exists(), 20)

    assert is_checked_since(began)
    assert not Source.objects.filter(link_state="quarantined").exists()
    assert set(Claim.objects.values_list("evidence_state", flat=True)) == {"lost"}
    for kind, count in {"source.created": 27, "citation.changed": 27, "source.changed": 27}.items():
        subjects = list(Event.objects.filter(type=kind).values_list("subject_id", flat=True))
        assert (kind, len(subjects), len(set(subjects))) == (kind, count, count)
    evidence = Event.objects.filter(
        type="claim.evidence_changed", changes__evidence_state=["standing", "lost"]
    )
    assert evidence.count() == 27
    assert_asked_no_sooner_than_a_lease(web)
    while publish.publish_events():
        pass
    numbers = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def assert_asked_no_sooner_than_a_lease(web: Sites) -> None:
    """Whatever was asked for and not written was asked for again only when its lease was over."""
    checks = defaultdict(list)
    for url, at in SourceCheck.objects.values_list("source__cited_url", "checked_at"):
        checks[url].append(at.timestamp())
    offset = time.time() - time.monotonic()
    asked = defaultdict(list)
    for one in web.asked:
        if one.path != "/robots.txt":
            asked[web.url(one.host, one.path)].append(one.at + offset)
    for url, times in asked.items():
        for first, second in pairwise(sorted(times)):
            was_written = any(first <= at <= second for at in checks[url])
            assert was_written or second - first > LEASE - 1, url
