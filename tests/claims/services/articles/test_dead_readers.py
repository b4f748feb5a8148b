"""A reader that is killed, stops or does not start is tried again before its article fails, through real processes."""

from __future__ import annotations

import contextlib
import signal
from ipaddress import ip_network

import psutil
import pytest
from pytest_django import Settings

from benchmarks.writing import prose
from claims.models import Article, Event, Source, Submission
from claims.services.articles import ingest
from claims.values import Actor
from tests.claims.services.watching import workers
from tests.claims.services.watching.sites import page, sites_on

ACTOR = Actor("user", "ada")
CONTENT = prose(4_000)
"""The first one that a reader reads takes seconds, because it loads the language model."""
KNOBS = {"TRACKER_HOST_SPACING": "0", "TRACKER_READ_TIMEOUT": "30s"}
CAPTURE = """
import time
import django
django.setup()
from claims.services.articles import capture
print("ready", flush=True)
while True:
    for _ in capture.captures(seconds=30):
        pass
    time.sleep(0.05)
"""

pytestmark = pytest.mark.django_db(transaction=True)


def readers(worker: int) -> list[psutil.Process]:
    """The readers of a worker."""
    found = []
    for child in psutil.Process(worker).children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "claims.pipeline.sandbox.jobs" in child.cmdline():
                found.append(child)
    return found


def kill_readers_of(worker: int) -> None:
    for reader in readers(worker):
        with contextlib.suppress(psutil.NoSuchProcess):
            reader.kill()


def has_been_read_twice() -> bool:
    return Submission.objects.filter(read_attempts=2).exists()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
def test_posted_content_whose_reader_ended_is_read_again(end: signal.Signals) -> None:
    ingest.submit_article(content=CONTENT, content_type="text/markdown", actor=ACTOR)

    with workers.pumping(1, script=CAPTURE, TRACKER_READ_TIMEOUT="30s") as (worker,):
        assert workers.wait_for(lambda: bool(readers(worker.pid)), 60)
        readers(worker.pid)[0].send_signal(end)
        assert workers.wait_for(has_been_read_twice, 120)
        assert workers.wait_for(Article.objects.filter(state="captured").exists, 120)

    assert Submission.objects.count() == 0
    assert not Event.objects.filter(type="article.failed").exists()


def test_content_whose_readers_always_end_fails_after_the_third() -> None:
    ingest.submit_article(content=CONTENT, content_type="text/markdown", actor=ACTOR)

    def kill_readers() -> bool:
        kill_readers_of(worker.pid)
        return Article.objects.filter(state="failed").exists()

    with workers.pumping(1, script=CAPTURE, TRACKER_READ_TIMEOUT="30s") as (worker,):
        assert workers.wait_for(kill_readers, 120)

    assert Article.objects.get().failure == "reader_killed"
    assert Submission.objects.count() == 0


def test_an_article_at_a_url_whose_reader_was_killed_is_read_again(settings: Settings) -> None:
    settings.FETCH_ALLOW = (ip_network("127.0.0.0/8"),)

    def kill_first_reader() -> bool:
        if Source.objects.filter(read_attempts=1).exists():
            kill_readers_of(worker.pid)
            return True
        return False

    with sites_on("127.0.0.1") as sites, workers.pumping(1, **KNOBS) as (worker,):
        sites.answers["127.0.0.1", "/news"] = page(*CONTENT.split("\n\n"))
        ingest.submit_article(url=sites.url("127.0.0.1", "/news"), actor=ACTOR)
        assert workers.wait_for(kill_first_reader, 60)
        assert workers.wait_for(Article.objects.filter(state="captured").exists, 120)

    assert not Event.objects.filter(type="article.failed").exists()


def test_the_content_that_was_posted_last_is_current_whatever_two_workers_read_meanwhile() -> None:
    url, contents = "https://news.example.org/kestrel", ["Kestrel-2 has 3 wings.", "Kestrel-2 has 4 wings."]

    with workers.pumping(2, script=CAPTURE):
        for content in contents * 2:
            ingest.submit_article(url=url, content=content, content_type="text/plain", actor=ACTOR)
        assert workers.wait_for(lambda: not Submission.objects.exists(), 60)

    assert Article.objects.get().current_version.text == contents[1]
