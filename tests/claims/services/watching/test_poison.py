"""A page that ends its worker is quarantined, and no other page is."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from claims.models import Event, Source, SourceCheck
from claims.pipeline.fetching.addresses import parse_networks
from claims.services.catalogue import sources
from tests.claims.services.rows import ACTOR
from tests.claims.services.watching import workers
from tests.claims.services.watching.sites import page, sites_on

HOST = "127.0.0.21"
KNOBS = {"TRACKER_LEASE": "5s", "TRACKER_HOST_SPACING": "0s"}
# A worker as always, but for one page that ends it, as a crash in a library would: where it reads.
POISONED = """
import os
import time
import django
django.setup()
from claims.services.watching import refresh, responses
read = responses.read
def read_or_die(source, page):
    if source.cited_url.endswith("/poison"):
        os._exit(9)
    return read(source, page)
responses.read = read_or_die
print("ready", flush=True)
while True:
    refresh.refresh_due_sources()
    time.sleep(0.05)
"""
pytestmark = pytest.mark.django_db(transaction=True)


def is_done() -> bool:
    return not Source.objects.filter(link_state="unknown").exists()


def test_a_page_that_ends_its_workers_is_quarantined_alone(settings: Settings) -> None:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    deaths = 0
    with sites_on(HOST) as web:
        for path in ("/a", "/b", "/poison", "/c"):
            web.answers[HOST, path] = page(f"The page {path} tells of Kestrel.")
            sources.register_source(web.url(HOST, path), actor=ACTOR)
        while deaths < 4 and not is_done():
            with workers.pumping(1, script=POISONED, **KNOBS) as started:
                workers.wait_for(lambda one=started[0]: one.poll() is not None or is_done(), 25)  # type: ignore[misc]
                deaths += started[0].poll() == 9
        states = dict(Source.objects.values_list("cited_url", "link_state"))

    assert states == {
        web.url(HOST, "/a"): "live",
        web.url(HOST, "/b"): "live",
        web.url(HOST, "/c"): "live",
        web.url(HOST, "/poison"): "quarantined",
    }
    assert deaths == 3
    assert Event.objects.filter(type="source.link_changed", changes__link_state__1="quarantined").count() == 1
    assert not SourceCheck.objects.filter(source__cited_url=web.url(HOST, "/poison")).exists()
