"""The whole way, through real processes: an article in, its claims out, its sources watched, a webhook sent.

And the same way when a worker is killed, Redis forgets everything, or PostgreSQL restarts in the middle of it.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis

from tests.journey.service import Service, World, running, wait_for

pytestmark = pytest.mark.journey

PAGE = """<html><head><title>Report</title></head><body><nav>Start</nav><h1>Report</h1>
<p>This report says how the model was made and what it can do.</p>
<p>{name} was trained on {figure} trillion tokens of curated text.</p>
<p>Whoever asks for the data gets it.</p></body></html>"""
ARTICLE = """A new model called {name}

{name} was trained on 12 trillion tokens.[1] {name} outperforms Heron-1 on MMLU.[2] The makers of {name} opened an office in 2019.[3]

Sources
1. {site}/{name}/report
2. {site}/{name}/results
"""
# As a page of text is copied: the list of sources did not come with it.
UNLISTED = """Plover-4 sets records for open models

The newest models of Marsh Labs are free to use and as good as their rivals.

July 25, 2026

Marsh Labs has released its fourth series of models. The models of the series were trained on 18 trillion tokens.[1] Plover-4 outperforms rivals in benchmarks like Reed-Hard, which measures preferences, and Tidal, which measures skill.[2][3] Plover-4-Code matches the best closed models in tests of programming.[4][2] The laboratory opened in a former mill.
Plover-4 has been downloaded over 300 million times.[5] More than 100,000 models were derived from the series.[6] Marsh Labs expects to train its next series with half the power.[7][6][4]
The mill is open to visitors.

Sources
Share this article
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("journey")) as service:
        yield service


@pytest.fixture(scope="module")
def world(service: Service) -> Iterator[World]:
    world = World()
    endpoint = service.ask("POST", "/webhook-endpoints", {"url": f"{world.url}/hooks", "event_types": ["*"]})
    world.secret = endpoint["secret"]
    yield world
    world.close()


def nothing(service: Service) -> None:
    """All goes well."""


def kill_worker(service: Service) -> None:
    """kill -9 of the worker and of every process of its pool."""
    for process in service.children("celery", "worker"):
        with_children = [process, *process.children(recursive=True)]
        for victim in with_children:
            try:
                victim.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue


def empty_redis(service: Service) -> None:
    redis.Redis.from_url(service.environment()["REDIS_URL"]).flushall()


def restart_postgres(service: Service) -> None:
    """A fast shutdown; the supervisor starts it again."""
    server = service.children("postgres", "-D")[0]
    server.send_signal(signal.SIGINT)
    server.wait(timeout=30)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Kestrel-1", nothing),
        ("Kestrel-2", kill_worker),
        ("Kestrel-3", empty_redis),
        ("Kestrel-4", restart_postgres),
    ],
)
def test_an_article_is_captured_and_its_webhooks_are_delivered_whatever_fails(
    service: Service, world: World, name: str, fault: Callable[[Service], None]
) -> None:
    world.pages[f"/{name}/report"] = PAGE.format(name=name, figure=12)
    world.pages[f"/{name}/results"] = PAGE.format(name="Heron-1", figure=3)
    content = ARTICLE.format(name=name, site=world.url)

    article = service.ask("POST", "/articles", {"content": content, "content_type": "text/plain"})
    fault(service)
    article = wait_for(lambda: captured(service, article["id"]), "the article to be captured")
    trained = wait_for(
        lambda: claim_about(service, article["id"], "trained", "standing"), "its evidence to stand"
    )
    source = citations(service, trained["id"])[0]["source"]
    world.pages[f"/{name}/report"] = PAGE.format(name=name, figure=9)
    service.ask("POST", f"/sources/{source['id']}/check")
    fault(service)
    lost = wait_for(lambda: claim_about(service, article["id"], "trained", "lost"), "the change to be seen")

    assert article["title"] == f"A new model called {name}"
    assert len(service.get(f"/claims?article={article['id']}")["data"]) == 3
    citation = citations(service, lost["id"])[0]
    assert (citation["passage"]["state"], citation["values"]["state"]) == ("altered", "changed")
    assert [
        row["source"]
        for row in everything(service, f"/citations?article={article['id']}")
        if row["label"] == "3"
    ] == [None]
    told = wait_for(lambda: verified(world, "claim.evidence_changed", lost["id"], "lost"), "the webhook")
    feed = events(service)
    assert [event["seq"] for event in feed] == list(range(1, len(feed) + 1))
    assert [event["id"] for event in feed if is_change(event, lost["id"], "lost")] == [told[0]["id"]]
    assert len([event for event in feed if event["data"]["subject"]["id"] == article["id"]]) == 2
    wait_for(
        lambda: (
            {event["id"] for event in world.received} >= {event["id"] for event in feed if event["seq"] > 3}
        ),
        "every event at the receiver",
    )


def test_an_article_with_markers_and_no_list_has_all_its_citations_and_no_url_is_invented(
    service: Service, world: World
) -> None:
    world.pages["/tokens"] = PAGE.format(name="Plover-4", figure=18)
    content = {"content": UNLISTED, "content_type": "text/plain"}

    article = service.ask("POST", "/articles", content, Prefer="wait=20")

    article = wait_for(lambda: captured(service, article["id"]), "the article to be captured")
    assert article["title"] == "Plover-4 sets records for open models"
    assert article["published_at"].startswith("2026-07-25")
    assert len(everything(service, f"/claims?article={article['id']}&limit=200")) == 7
    found = everything(service, f"/citations?article={article['id']}&limit=200")
    assert sorted(int(row["label"]) for row in found) == [1, 2, 2, 3, 4, 4, 5, 6, 6, 7]
    assert [row["source"] for row in found if row["source"]] == []
    second = next(row for row in found if row["label"] == "1")
    service.ask("PATCH", f"/citations/{second['id']}", {"url": f"{world.url}/tokens"})
    resolved = wait_for(lambda: verified_citation(service, second["id"]), "the supplied source to be checked")
    assert resolved["source"]["link_state"] == "live"


def test_the_service_stops_cleanly_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.ask(
            "POST",
            "/articles",
            {"content": "Birds\n\nKestrel-9 has 4 wings.[1]", "content_type": "text/plain"},
        )
        processes = psutil.Process(service.process.pid).children(recursive=True)
        assert service.stop() == 0
    assert [process for process in processes if process.is_running() and process.status() != "zombie"] == []

    with running(tmp_path) as again:
        wait_for(lambda: again.get("/claims")["data"], "the article of before to be captured")


def captured(service: Service, article_id: str) -> Any:
    article = service.get(f"/articles/{article_id}")
    return article if article["state"] == "captured" else None


def verified_citation(service: Service, citation_id: str) -> Any:
    citation = service.get(f"/citations/{citation_id}?expand=source")
    return citation if citation["last_verified_at"] else None


def claim_about(service: Service, article_id: str, word: str, evidence_state: str) -> Any:
    claims = service.get(f"/claims?article={article_id}")["data"]
    return next(
        (row for row in claims if word in row["text"] and row["evidence_state"] == evidence_state), None
    )


def citations(service: Service, claim_id: str) -> Any:
    return service.get(f"/citations?claim={claim_id}")["data"]


def everything(service: Service, path: str) -> Any:
    return service.get(path)["data"]


def events(service: Service) -> list[dict[str, Any]]:
    """The whole feed, page by page."""
    found: list[dict[str, Any]] = []
    while page := service.get(f"/events?after={found[-1]['seq'] if found else 0}&limit=1000")["data"]:
        found += page
    return found


def is_change(event: dict[str, Any], claim_id: str, state: str) -> bool:
    data = event["data"]
    is_about = event["type"] == "claim.evidence_changed" and data["subject"]["id"] == claim_id
    return is_about and data["changes"]["evidence_state"][1] == state


def verified(world: World, event_type: str, subject_id: str, state: str) -> list[dict[str, Any]]:
    return [event for event in world.received if is_change(event, subject_id, state)]
