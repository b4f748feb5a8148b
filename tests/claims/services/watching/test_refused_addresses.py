"""What may not be reached is not reached, however it is asked for; and a name that leads there is as one that does not exist."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from claims.errors import InputError
from claims.models import Citation, Endpoint, Event, Host, Source, SourceCheck
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.watching import outages
from claims.pipeline.watching.outages import NetworkWatch
from claims.services.articles import ingest
from claims.services.catalogue import citations, sources
from claims.services.watching import refresh
from claims.services.webhooks import endpoints, notify, publish
from tests.claims.services.rows import ACTOR, claim_of
from tests.claims.services.watching.sites import page, redirect, sites_on
from tests.data import refused_urls

SITE = "127.0.0.99"  # the one address that an operator opened
OWN = [
    "http://127.0.0.1/",
    "http://127.0.0.1:8080/admin",
    "http://0.0.0.0:8080/",
    "http://0x7f.1:8080/",
    "http://2130706433:8080/",
    "http://017700000001/",
    "http://[::1]:8080/",
    "http://[::ffff:127.0.0.1]:8080/",
    "http://[64:ff9b::7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.0.1:8080/",
    "http://[fe80::1]/",
    "http://localhost:8080/",
    "http://user@127.0.0.1:8080/",
    "http://127.0.0.1:8080\\@example.org/",
    "http://127.0.0.1%00.example.org/",
    "http://①②⑦.⓪.⓪.①:8080/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
]
LIKELY_PORTS = (22, 25, 80, 443, 3128, 6379, 8080, 8443, 11211)
pytestmark = pytest.mark.django_db


class Ears:
    """Listens on loopback at the ports that a payload is likely to knock at, and counts who does."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.sockets = []
        for port in LIKELY_PORTS:
            with contextlib.suppress(OSError):  # the port is in use, or not permitted
                self.sockets.append(socket.create_server(("127.0.0.1", port)))
        for ear in self.sockets:
            threading.Thread(target=self._listen, args=(ear,), daemon=True).start()

    def _listen(self, ear: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = ear.accept()
                self.heard.append(ear.getsockname()[1])
                caller.close()

    def close(self) -> None:
        for ear in self.sockets:
            with contextlib.suppress(OSError):
                ear.shutdown(socket.SHUT_RDWR)
            ear.close()


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    yield ears
    ears.close()


@pytest.fixture(autouse=True)
def one_address_is_open(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FETCH_ALLOW = parse_networks([f"{SITE}/32"])
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 0
    monkeypatch.setattr(refresh, "_network", NetworkWatch())
    monkeypatch.setattr(
        outages, "MIN_HOSTS", 1000
    )  # hundreds of names that do not resolve are no outage here


def refused_or_taken(url: str) -> int:
    """Offer a URL in every way that a caller can; answers how often it was taken."""
    taken, codes = 0, set()
    claim = claim_of(f"Kestrel flies to {url}."[:60])
    for offer in (
        lambda: sources.register_source(url, actor=ACTOR),
        lambda: ingest.submit_article(url=url, actor=ACTOR),
        lambda: citations.add_citation(claim.pk, url=url, actor=ACTOR),
        lambda: endpoints.register_endpoint(url=url, event_types=["*"], actor=ACTOR),
    ):
        try:
            offer()
            taken += 1
        except InputError as error:
            codes.add(error.code)
    assert codes <= {"bad_url", "address_refused"}, url
    return taken


@pytest.mark.parametrize("payloads", [OWN, refused_urls("written")], ids=["own", "listed"])
def test_no_way_leads_to_an_address_that_is_not_open(payloads: list[str], ears: Ears) -> None:
    taken = {url for url in payloads if refused_or_taken(url)}
    publish.publish_events()

    refresh.refresh_due_sources()
    notify.attempt_due_deliveries()

    assert ears.heard == []
    assert len(ears.sockets) > 3
    assert taken  # names are judged when they are dialled
    checked = SourceCheck.objects.values_list("error", "outcome", "link_state").distinct()
    assert set(checked) <= {("name_not_found", "failed", "suspect"), ("dns_failed", "failed", "suspect")}
    assert Source.objects.count() == SourceCheck.objects.count()


@pytest.mark.parametrize("payloads", [OWN, refused_urls("written")], ids=["own", "listed"])
def test_no_redirect_leads_to_an_address_that_is_not_open(payloads: list[str], ears: Ears) -> None:
    with sites_on(SITE) as web:
        for number, payload in enumerate(payloads):
            web.answers[SITE, f"/{number}"] = redirect(payload.encode().decode("latin-1"))
            sources.register_source(web.url(SITE, f"/{number}"), actor=ACTOR)
        web.answers[SITE, "/fine"] = page("Kestrel flies.")
        fine, _ = sources.register_source(web.url(SITE, "/fine"), actor=ACTOR)

        for _ in range(5):
            refresh.refresh_due_sources()

    assert ears.heard == []
    fine.refresh_from_db()
    assert fine.link_state == "live"
    others = Source.objects.exclude(pk=fine.pk)
    assert not others.filter(checked_at=None).exists()
    errors = set(others.values_list("last_error", flat=True))
    # A reference that is no URL is read as a path of the site, which has no such page.
    known = {"address_refused", "bad_redirect", "bad_url", "http_status", "robots_unreachable"}
    assert errors <= known | {
        "name_not_found",
        "dns_failed",
    }  # some are names, and not every machine has name servers
    assert "address_refused" in errors
    assert not Source.objects.filter(link_state__in=["dead", "gone", "soft_404"]).exists()
    assert not Event.objects.filter(type="source.link_changed", severity__gte=3).exists()


def test_caller_sees_no_difference_between_a_refused_name_and_one_that_does_not_exist(ears: Ears) -> None:
    for url in ("http://localhost:8080/", "http://nowhere.onion:8080/"):
        sources.register_source(url, actor=ACTOR)

    refresh.refresh_due_sources()

    checks = SourceCheck.objects.order_by("source__cited_url")
    assert list(checks.values_list("error", "outcome", "link_state", "status", "detail")) == [
        (
            "name_not_found",
            "failed",
            "suspect",
            None,
            "The name localhost does not resolve to a public address.",
        ),
        (
            "name_not_found",
            "failed",
            "suspect",
            None,
            "The name nowhere.onion does not resolve to a public address.",
        ),
    ]
    refused, unknown = Source.objects.order_by("cited_url")
    assert refused.strikes == unknown.strikes == 1
    assert ears.heard == []


def test_what_is_refused_for_weeks_is_still_not_dead(ears: Ears) -> None:
    with sites_on(SITE) as web:
        web.answers[SITE, "/inside"] = redirect("http://127.0.0.1:8080/")
        source, _ = sources.register_source(web.url(SITE, "/inside"), actor=ACTOR)
        for _ in range(4):
            sources.request_check(source.pk, actor=ACTOR)
            refresh.refresh_due_sources()

    source.refresh_from_db()
    assert (source.link_state, source.strikes, source.first_failed_at) == ("blocked", 0, None)
    assert SourceCheck.objects.count() == 4
    assert ears.heard == []
    assert set(Host.objects.values_list("name", flat=True)) == {SITE, "127.0.0.1"}
    assert not Citation.objects.exists()
    assert not Endpoint.objects.exists()
