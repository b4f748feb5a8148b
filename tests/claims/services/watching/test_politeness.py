"""No host gets more requests than its spacing permits, for any worker and any redirect, and only those that its robots.txt allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone
from pytest_django import Settings

from claims.models import Host, RobotsFile, Source, SourceCheck
from claims.pipeline.fetching import host_requests
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.watching.outages import NetworkWatch
from claims.services.catalogue import sources
from claims.services.leasing import host_queue, hosts
from claims.services.watching import refresh
from tests.claims.services.rows import ACTOR
from tests.claims.services.watching import workers
from tests.claims.services.watching.sites import Answer, Sites, page, redirect, sites_on

SLACK = 0.02
PLAIN, OTHER, SLOW, OWN, TARGET, LEADS, CROSSING, BACK = (f"127.0.0.{number}" for number in range(21, 29))
TEXT = page("Kestrel-2 was trained on 12 trillion tokens.")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def web() -> Iterator[Sites]:
    with sites_on(PLAIN, OTHER, SLOW, OWN, TARGET, LEADS, CROSSING, BACK) as web:
        yield web


@pytest.fixture(autouse=True)
def may_reach_loopback(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 0
    monkeypatch.setattr(refresh, "_network", NetworkWatch())


def watch(web: Sites, host: str, *paths: str) -> None:
    for path in paths:
        sources.register_source(web.url(host, path), actor=ACTOR)


def look_again() -> None:
    """A check of every source is requested."""
    for key in Source.objects.values_list("pk", flat=True):
        sources.request_check(key, actor=ACTOR)
    refresh.refresh_due_sources()


def state() -> tuple[str, str, int]:
    """The one source's link state, error and strikes."""
    source = Source.objects.get()
    return source.link_state, source.last_error, int(source.strikes)


def test_three_workers_never_come_to_a_host_sooner_than_it_bears(web: Sites) -> None:
    for host in (PLAIN, OTHER, OWN, TARGET):
        web.answers |= {(host, f"/{number}"): TEXT for number in range(4)}
        watch(web, host, *(f"/{number}" for number in range(4)))
    web.answers |= {(SLOW, f"/{number}"): TEXT for number in range(3)}
    web.answers[SLOW, "/robots.txt"] = Answer(body="User-agent: *\nCrawl-delay: 2\n")
    watch(web, SLOW, "/0", "/1", "/2")
    Host.objects.filter(name=OWN).update(spacing_seconds=2)
    # Within a host, to one that another worker visits, and through both of two hosts back to the first.
    web.answers |= {(LEADS, "/0"): redirect("/1", 301), (LEADS, "/1"): redirect("/2"), (LEADS, "/2"): TEXT}
    web.answers |= {
        (CROSSING, "/0"): redirect(web.url(TARGET, "/1")),
        (CROSSING, "/1"): redirect(web.url(BACK, "/x")),
        (BACK, "/x"): redirect(web.url(CROSSING, "/y")),
        (CROSSING, "/y"): TEXT,
    }
    watch(web, LEADS, "/0")
    watch(web, CROSSING, "/0", "/1")

    with workers.pumping(3, TRACKER_HOST_SPACING="1s"):
        is_done = workers.wait_for(lambda: not Source.objects.filter(checked_at=None).exists(), 150)

    assert is_done
    assert set(SourceCheck.objects.values_list("outcome", flat=True)) == {"first"}
    least = {host: min(pauses) for host, pauses in web.pauses().items() if pauses}
    assert {host for host, pause in least.items() if pause < 1 - SLACK} == set()
    assert least[SLOW] >= 2 - SLACK
    assert least[OWN] >= 2 - SLACK
    assert all("/robots.txt" in web.paths_of(host) for host in web.hosts)


def test_the_crawl_delay_holds_between_the_robots_txt_that_asks_for_it_and_the_page(web: Sites) -> None:
    web.answers |= {
        (SLOW, "/robots.txt"): Answer(body="User-agent: *\nCrawl-delay: 1\n"),
        (SLOW, "/"): TEXT,
    }
    watch(web, SLOW, "/")

    refresh.refresh_due_sources()

    assert web.paths_of(SLOW) == ["/robots.txt", "/"]
    assert min(web.pauses()[SLOW]) >= 1 - SLACK


def test_a_visit_that_is_cut_off_still_leaves_the_crawl_delay(
    web: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stall() -> Answer:
        monkeypatch.setattr(
            refresh, "GIVE_UP_SECONDS", 0
        )  # the pump's time is over while this is on the wire
        return Answer(wait_seconds=2)

    web.answers |= {(SLOW, "/robots.txt"): Answer(body="User-agent: *\nCrawl-delay: 3\n"), (SLOW, "/"): stall}
    watch(web, SLOW, "/")

    refresh.refresh_due_sources()

    assert Host.objects.get(name=SLOW).next_slot_at > timezone.now() + timedelta(seconds=1)
    assert Source.objects.get().checked_at is None


def test_an_operators_own_spacing_goes_before_a_crawl_delay(web: Sites) -> None:
    web.answers |= {
        (OWN, "/robots.txt"): Answer(body="User-agent: *\nCrawl-delay: 600\n"),
        (OWN, "/"): TEXT,
    }
    watch(web, OWN, "/")
    hosts.update_host(Host.objects.get().pk, changes={"spacing_seconds": 0}, actor=ACTOR)

    refresh.refresh_due_sources()

    assert web.paths_of(OWN) == ["/robots.txt", "/"]
    assert Host.objects.get().next_slot_at < timezone.now() + timedelta(seconds=5)


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_three_seconds_is_not_asked_for_three_seconds(web: Sites, status: int) -> None:
    answers = [Answer(status, fields={"Retry-After": "3"})]
    web.answers |= {(PLAIN, "/0"): lambda: answers.pop() if answers else TEXT, (PLAIN, "/1"): TEXT}
    watch(web, PLAIN, "/0", "/1")

    while Source.objects.filter(checked_at=None).exists():
        refresh.refresh_due_sources()

    paths = web.paths_of(PLAIN)
    refused = paths.index("/0")
    assert web.pauses()[PLAIN][refused] >= 3 - SLACK


def test_a_robots_txt_that_asks_for_three_seconds_gets_them(web: Sites) -> None:
    web.answers |= {
        (PLAIN, "/robots.txt"): Answer(429, fields={"Retry-After": "3"}),
        (PLAIN, "/"): TEXT,
    }
    watch(web, PLAIN, "/")

    refresh.refresh_due_sources()

    host = Host.objects.get()
    assert web.paths_of(PLAIN) == ["/robots.txt"]
    assert host.cooling_until is not None
    assert timedelta(seconds=2) < host.cooling_until - timezone.now() <= timedelta(seconds=3)
    assert state() == ("robots_denied", "robots_unreachable", 0)


def test_a_retry_after_that_is_a_date_is_understood(web: Sites) -> None:
    now = datetime.now(UTC)
    later = format_datetime(now + timedelta(minutes=5), usegmt=True)
    web.answers[PLAIN, "/"] = Answer(429, fields={"Retry-After": later})
    watch(web, PLAIN, "/")

    refresh.refresh_due_sources()

    cooling = Host.objects.get().cooling_until
    assert cooling is not None
    assert timedelta(minutes=4, seconds=30) < cooling - now < timedelta(minutes=5, seconds=30)
    assert state() == ("blocked", "http_status", 0)


def test_a_host_that_cools_is_not_asked_for_another_hosts_redirect_either(web: Sites) -> None:
    web.answers |= {(LEADS, "/"): redirect(web.url(TARGET, "/")), (TARGET, "/"): TEXT}
    watch(web, LEADS, "/")
    later = timezone.now() + timedelta(hours=1)
    hosts.ensure_hosts([TARGET], now=timezone.now())
    Host.objects.filter(name=TARGET).update(cooling_until=later)

    assert host_queue.borrow_host(TARGET) is None


def test_a_path_that_robots_txt_denies_is_never_asked_for(web: Sites) -> None:
    web.answers |= {
        (PLAIN, "/robots.txt"): Answer(body="User-agent: *\nDisallow: /no\n"),
        (PLAIN, "/no"): TEXT,
    }
    watch(web, PLAIN, "/no")

    refresh.refresh_due_sources()
    look_again()

    assert web.paths_of(PLAIN) == ["/robots.txt"]
    assert state() == ("robots_denied", "robots_denied", 0)


def test_a_redirect_to_what_robots_txt_denies_is_not_followed(web: Sites) -> None:
    web.answers |= {
        (LEADS, "/"): redirect(web.url(TARGET, "/no")),
        (TARGET, "/robots.txt"): Answer(body="User-agent: *\nDisallow: /no\n"),
        (TARGET, "/no"): TEXT,
    }
    watch(web, LEADS, "/")

    refresh.refresh_due_sources()

    assert web.paths_of(TARGET) == ["/robots.txt"]
    assert state() == ("robots_denied", "robots_denied", 0)


def test_a_host_without_a_robots_txt_allows_everything(web: Sites) -> None:
    web.answers[PLAIN, "/"] = TEXT
    watch(web, PLAIN, "/")

    refresh.refresh_due_sources()

    assert web.paths_of(PLAIN) == ["/robots.txt", "/"]
    assert state() == ("live", "", 0)
    assert RobotsFile.objects.get().access == "none"


def test_a_robots_txt_that_cannot_be_read_allows_nothing_and_strikes_nobody(web: Sites) -> None:
    web.answers |= {(PLAIN, "/robots.txt"): Answer(500), (PLAIN, "/"): TEXT}
    watch(web, PLAIN, "/")

    refresh.refresh_due_sources()
    look_again()

    assert web.paths_of(PLAIN) == ["/robots.txt"]
    assert state() == ("robots_denied", "robots_unreachable", 0)


def test_a_robots_txt_that_was_read_before_counts_on_while_it_cannot_be_read(web: Sites) -> None:
    web.answers |= {(PLAIN, "/robots.txt"): Answer(body="User-agent: *\nDisallow: /no\n"), (PLAIN, "/"): TEXT}
    watch(web, PLAIN, "/")
    refresh.refresh_due_sources()
    RobotsFile.objects.update(expires_at=timezone.now())
    web.answers[PLAIN, "/robots.txt"] = Answer(500)

    look_again()

    assert web.paths_of(PLAIN) == ["/robots.txt", "/", "/robots.txt", "/"]
    assert state() == ("live", "", 0)


def test_an_owner_who_allows_more_than_his_robots_txt_is_asked_for_it(web: Sites) -> None:
    web.answers |= {(OWN, "/robots.txt"): Answer(body="User-agent: *\nDisallow: /\n"), (OWN, "/"): TEXT}
    watch(web, OWN, "/")
    hosts.update_host(Host.objects.get().pk, changes={"ignores_robots": True}, actor=ACTOR)

    refresh.refresh_due_sources()

    assert web.paths_of(OWN) == ["/"]
    assert state() == ("live", "", 0)


def test_a_robots_txt_that_leads_back_to_where_the_redirect_came_from_is_read(web: Sites) -> None:
    web.answers |= {
        (LEADS, "/"): redirect(web.url(TARGET, "/")),
        (LEADS, "/robots.txt"): Answer(body="User-agent: *\nAllow: /\n"),
        (TARGET, "/robots.txt"): redirect(web.url(LEADS, "/robots.txt"), 301),
        (TARGET, "/"): TEXT,
    }
    watch(web, LEADS, "/")

    refresh.refresh_due_sources()

    assert state() == ("live", "", 0)


def test_of_two_hosts_that_lead_to_each_other_one_gives_way(
    web: Sites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_requests, "BORROW_SECONDS", 4)
    web.answers |= {
        (LEADS, "/"): redirect(web.url(TARGET, "/x")),
        (TARGET, "/"): redirect(web.url(LEADS, "/x")),
        (LEADS, "/x"): TEXT,
        (TARGET, "/x"): TEXT,
    }
    watch(web, LEADS, "/")
    watch(web, TARGET, "/")

    refresh.refresh_due_sources()
    assert Source.objects.filter(link_state="live").count() == 1
    Source.objects.filter(checked_at=None).update(next_check_at=timezone.now())
    Host.objects.update(next_due_at=timezone.now())
    refresh.refresh_due_sources()

    assert Source.objects.filter(link_state="live").count() == 2


def test_a_redirect_to_a_host_whose_name_is_too_long_fails_alone(web: Sites) -> None:
    web.answers |= {(LEADS, "/"): redirect("http://" + ".".join(["a" * 60] * 6) + "/"), (PLAIN, "/"): TEXT}
    watch(web, LEADS, "/")
    watch(web, PLAIN, "/")

    refresh.refresh_due_sources()

    assert Source.objects.get(cited_url=web.url(PLAIN, "/")).link_state == "live"
    assert Source.objects.get(cited_url=web.url(LEADS, "/")).link_state == "suspect"
