"""Three weeks with sites that do everything that sites do: what dies is dead, and nothing else is said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from pytest_django import Settings

from claims.models import Citation, Claim, Event, Host, Source, SourceCheck
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.watching.outages import NetworkWatch
from claims.services.articles import capture, ingest
from claims.services.catalogue import sources
from claims.services.leasing import hosts
from claims.services.watching import refresh
from tests.claims.services.rows import ACTOR
from tests.claims.services.watching.sites import NOT_THERE, Answer, Sites, page, redirect, sites_on

NEWS, ROTTEN, WALLED, SHAKY, FIRST, SECOND, THIRD, STORM, MOVES, TIRED, SHUT = (
    f"127.0.0.{number}" for number in range(21, 32)
)
STEP = timedelta(hours=8)
SECOND_LOOK = timedelta(minutes=40)
NOT_FOUND = Answer(
    body="<html><head><title>Page not found</title></head><body><p>Sorry, this page does not exist.</p></body></html>"
)
CHALLENGE = Answer(
    body="<html><head><title>Just a moment...</title></head><body><p>Verify you are human to go on.</p></body></html>"
)
FALLEN = {"dead", "gone", "soft_404"}
pytestmark = pytest.mark.django_db


@dataclass(slots=True)
class Weeks:
    """A clock that only this test moves. Python reads it; the database has its own, so what is due is due for that, too."""

    start: datetime
    now: datetime

    @property
    def day(self) -> float:
        """Days since the beginning."""
        return (self.now - self.start) / timedelta(days=1)

    def pass_by(self, time: timedelta) -> None:
        """Let time go by, and look at whatever is due then."""
        self.now += time
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE claims_source SET next_check_at = statement_timestamp() WHERE next_check_at <= %s AND lease_token IS NULL",
                [self.now],
            )
            cursor.execute(
                "UPDATE claims_host SET next_slot_at = next_slot_at - %(time)s, cooling_until = cooling_until - %(time)s",
                {"time": time},
            )
            cursor.execute(
                "UPDATE claims_host host SET next_due_at = greatest(statement_timestamp(), next_slot_at, cooling_until)"
                " FROM claims_source source"
                " WHERE source.host_id = host.id AND source.next_check_at <= statement_timestamp()"
            )
        with time_machine.travel(self.now, tick=False):
            refresh.refresh_due_sources()


@pytest.fixture(autouse=True)
def patience(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 1800
    settings.CHECK_CEILING_SECONDS = 12 * 3600
    settings.FETCH_TOTAL_SECONDS = 2
    monkeypatch.setattr(refresh, "_network", NetworkWatch())


@pytest.fixture
def weeks() -> Weeks:
    now = timezone.now()
    return Weeks(now, now)


@pytest.fixture
def web() -> Iterator[Sites]:
    with sites_on(NEWS, ROTTEN, WALLED, SHAKY, FIRST, SECOND, THIRD, STORM, MOVES, TIRED, SHUT) as web:
        yield web


def text_of(number: int, figure: str = "") -> Answer:
    return page(f"Kestrel-{number} was trained on {figure or number} trillion tokens of text.")


def cite(urls: list[str]) -> None:
    """An article whose claims rest on one page each: the first on the first, and so on from 1."""
    lines = [
        f"Kestrel-{number} was trained on {number} trillion tokens.[{number}]"
        for number in range(1, len(urls) + 1)
    ]
    entries = "\n".join(f"{number}. {url}" for number, url in enumerate(urls, start=1))
    content = "\n\n".join(["A paper", *lines, f"Sources\n{entries}"])
    ingest.submit_article(content=content, content_type="text/plain", actor=ACTOR)
    capture.capture_due_submissions()


def while_(weeks: Weeks, begin: float, end: float, then: Answer, else_: Answer) -> Callable[[], Answer]:
    """An answer that holds between two days."""
    return lambda: then if begin <= weeks.day < end else else_


def play(web: Sites, weeks: Weeks) -> dict[str, str]:
    """Say what every page does for three weeks; answers the URL of each by its name."""
    at: dict[str, tuple[str, str]] = {}

    def stage(name: str, host: str, trouble: Answer | None, begin: float = 99, end: float = 99) -> None:
        at[name] = host, f"/{name}"
        fine = text_of(len(at))
        web.answers[at[name]] = while_(weeks, begin, end, trouble or fine, fine)

    stage("fine", NEWS, None)
    stage("edited", NEWS, text_of(2, "999"), 10)
    stage("flaps", NEWS, None)
    turns = [text_of(3), text_of(3, "777")]
    web.answers[at["flaps"]] = lambda: turns.append(turns.pop(0)) or turns[-1]  # type: ignore[func-returns-value]
    stage("missing", ROTTEN, NOT_THERE, 1)
    stage("gone", ROTTEN, Answer(410), 2)
    stage("soft", ROTTEN, NOT_FOUND, 3)
    stage("front", ROTTEN, redirect("/"), 3)
    web.answers[ROTTEN, "/"] = Answer(
        body="<html><head><title>Home</title></head><body><p>Welcome to the front page.</p></body></html>"
    )
    stage("challenged", WALLED, CHALLENGE, 3, 8)
    stage("forbidden", WALLED, Answer(403), 2, 7)
    stage("sold", WALLED, Answer(402), 4, 9)
    stage(
        "teased",
        WALLED,
        Answer(
            body="<html><body><p>Kestrel was trained.</p><p>Subscribe to continue reading.</p></body></html>"
        ),
        4,
        9,
    )
    stage("resets", SHAKY, Answer(hangs_up=True), 2, 4)
    stage("stalls", SHAKY, Answer(wait_seconds=3), 5, 6)
    stage("insecure", SHAKY, redirect(f"https://{SHAKY}:{web.port}/x"), 7, 9)
    stage("loops", SHAKY, redirect("/loops"), 10, 12)
    stage("chain", FIRST, redirect(web.url(SECOND, "/chain")), 1, 99)
    web.answers[SECOND, "/chain"] = redirect(web.url(THIRD, "/chain"))
    web.answers[THIRD, "/chain"] = text_of(len(at))
    for number in range(6):
        stage(f"storm{number}", STORM, Answer(500), 5, 7)
    stage("moved", MOVES, redirect(web.url(THIRD, "/moved"), 301), 1, 15)
    web.answers[THIRD, "/moved"] = while_(weeks, 15, 99, NOT_THERE, text_of(len(at)))
    stage("tired", TIRED, None)
    web.answers[TIRED, "/robots.txt"] = while_(weeks, 3, 10, Answer(500), NOT_THERE)
    stage("shut", SHUT, None)
    web.answers[SHUT, "/robots.txt"] = while_(weeks, 0, 7, Answer(500), NOT_THERE)
    return {name: web.url(*where) for name, where in at.items()}


def source(url: str) -> Source:
    return Source.objects.get(cited_url=url)


def states_of(url: str) -> list[str]:
    """The states that its link had, one after the other."""
    told = Event.objects.filter(type="source.link_changed", subject_id=source(url).pk).order_by("id")
    return [event.changes["link_state"][1] for event in told]


def told_when(url: str, state: str) -> datetime:
    return Event.objects.get(
        type="source.link_changed", subject_id=source(url).pk, changes__link_state__1=state
    ).occurred_at


def test_three_hostile_weeks(web: Sites, weeks: Weeks) -> None:
    urls = play(web, weeks)
    hosts.ensure_hosts(
        [SECOND, THIRD], now=weeks.start
    )  # a new one is free from now on, by the clock that we move
    cite(list(urls.values()))
    refresh.refresh_due_sources()
    assert set(
        Citation.objects.exclude(source__cited_url=urls["shut"]).values_list("passage_state", flat=True)
    ) == {"intact"}
    adopted: list[float] = []

    while weeks.day < 21:
        is_waiting = Source.objects.exclude(unconfirmed_at=None).exists()
        weeks.pass_by(SECOND_LOOK if is_waiting else STEP)
        # A page that cannot be read says nothing about its passages; one that fell has them out of reach.
        read_whole = Citation.objects.exclude(source__link_state__in=FALLEN).exclude(
            source__cited_url__in=[urls["edited"], urls["shut"]]
        )
        assert set(read_whole.values_list("passage_state", flat=True)) == {"intact"}, weeks.day
        if source(urls["moved"]).adopted_url:
            adopted.append(weeks.day)

    # What is dead, and only that.
    fallen = dict(Source.objects.filter(link_state__in=FALLEN).values_list("cited_url", "link_state"))
    assert fallen == {
        urls["missing"]: "dead",
        urls["gone"]: "gone",
        urls["soft"]: "soft_404",
        urls["front"]: "soft_404",
    }
    dead = Event.objects.filter(type="source.link_changed", changes__link_state__1="dead")
    assert {event.subject_id for event in dead} == {source(urls["missing"]).pk}
    failed = SourceCheck.objects.filter(source=source(urls["missing"]), outcome="failed").order_by(
        "checked_at"
    )
    first = failed[0].checked_at
    assert told_when(urls["missing"], "dead") - first >= timedelta(hours=72)
    assert failed.filter(checked_at__lte=told_when(urls["missing"], "dead")).count() >= 3
    looks = SourceCheck.objects.filter(source=source(urls["gone"]), status=410)
    assert looks.filter(checked_at__lte=told_when(urls["gone"], "gone")).count() == 2

    # What only looked like it.
    for name, between in {
        "challenged": "blocked",
        "forbidden": "blocked",
        "sold": "paywalled",
        "teased": "paywalled",
        "resets": "suspect",
        "stalls": "suspect",
        "insecure": "suspect",
        "loops": "suspect",
    }.items():
        assert (name, states_of(urls[name])) == (name, ["live", between, "live"])
    for number in range(6):
        assert source(urls[f"storm{number}"]).link_state == "live"
    assert states_of(urls["fine"]) == states_of(urls["flaps"]) == states_of(urls["tired"]) == ["live"]
    assert states_of(urls["chain"]) == ["live"]
    assert states_of(urls["shut"]) == ["robots_denied", "live"]
    assert not SourceCheck.objects.filter(source=source(urls["shut"]), outcome="failed", status=404).exists()

    # The storm is one trouble of one host.
    incidents = Event.objects.filter(type="host.incident_changed").order_by("id")
    assert [(event.subject_id, event.changes["incident"]) for event in incidents] == [
        (Host.objects.get(name=STORM).pk, ["", "failing"]),
        (Host.objects.get(name=STORM).pk, ["failing", ""]),
    ]

    # The move is believed late, and taken back.
    assert 8 <= min(adopted) < 10
    assert max(adopted) < 16
    moved = source(urls["moved"])
    assert (moved.cited_url, moved.adopted_url, moved.link_state) == (urls["moved"], "", "live")
    told = Event.objects.filter(type="source.moved", subject_id=moved.pk).order_by("id")
    assert [event.changes["adopted_url"] for event in told] == [
        ["", web.url(THIRD, "/moved")],
        [web.url(THIRD, "/moved"), ""],
    ]
    assert moved.host.name == MOVES

    # Every alarm is true.
    names = {url: name for name, url in urls.items()}
    alarms = Event.objects.filter(severity__gte=3).exclude(type="host.incident_changed")
    sources_of = {
        claim: names[url] for claim, url in Citation.objects.values_list("claim_id", "source__cited_url")
    }
    cited = {one: names[url] for one, url in Citation.objects.values_list("pk", "source__cited_url")}
    by_source = {one.pk: names[one.cited_url] for one in Source.objects.all()}
    alarmed = {(sources_of | cited | by_source)[event.subject_id] for event in alarms}
    assert alarmed == {"edited", "missing", "gone", "soft", "front"}
    edited = Citation.objects.get(source__cited_url=urls["edited"])
    assert (edited.passage_state, edited.values_state) == ("altered", "changed")
    assert Event.objects.filter(type="citation.changed", subject_id=edited.pk).count() == 1
    lost = Claim.objects.filter(evidence_state="lost")
    assert {sources_of[claim.pk] for claim in lost} == alarmed


def test_an_hour_without_a_network_writes_nothing(weeks: Weeks, settings: Settings) -> None:
    settings.CONFIRM_SECONDS = 0
    with sites_on(*(f"127.0.0.{number}" for number in range(41, 71))) as web:
        for host in web.hosts:
            web.answers[host, "/"] = page(f"The page of {host}.")
            sources.register_source(web.url(host, "/"), actor=ACTOR)
        refresh.refresh_due_sources()
        assert set(Source.objects.values_list("link_state", flat=True)) == {"live"}
        looks, told = SourceCheck.objects.count(), Event.objects.count()

        web.close()
        weeks.pass_by(timedelta(hours=12))
        for _ in range(3):
            weeks.pass_by(timedelta(minutes=20))

        assert (SourceCheck.objects.count(), Event.objects.count()) == (looks, told)
        assert not Source.objects.exclude(Q(strikes=0) & Q(link_state="live")).exists()

        web.open()
        for _ in range(3):
            weeks.pass_by(timedelta(minutes=20))

    assert SourceCheck.objects.count() == 2 * looks
    assert Event.objects.count() == told


def test_hosts_that_are_not_asked_have_no_say_in_whether_our_network_is_down(weeks: Weeks) -> None:
    with sites_on(*(f"127.0.0.{number}" for number in range(41, 74))) as web:
        denying = web.hosts[:11]
        for host in web.hosts:
            web.answers[host, "/"] = page(f"The page of {host}.")
            if host in denying:
                web.answers[host, "/robots.txt"] = Answer(body="User-agent: *\nDisallow: /\n")
            sources.register_source(web.url(host, "/"), actor=ACTOR)
        refresh.refresh_due_sources()
        live = Source.objects.filter(link_state="live")
        assert live.count() == 22

        web.close()
        weeks.pass_by(timedelta(hours=12))

    assert live.count() == 22
    assert not SourceCheck.objects.filter(error="connect_failed").exists()
