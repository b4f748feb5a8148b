"""Pages of known sites are read at the address that has their text: names on loopback, one server for each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.abc import ResolveResult
from pytest_django import Settings

from claims.models import Citation, Claim, Event, Snapshot, Source
from claims.pipeline.fetching import fetch
from claims.pipeline.fetching.addresses import parse_networks
from claims.pipeline.fetching.resolver import Resolver
from claims.pipeline.watching.outages import NetworkWatch
from claims.services.catalogue import citations, sources
from claims.services.watching import refresh
from claims.values import Actor, Passage
from tests.claims.services.watching.sites import NOT_THERE, Answer, Sites, page, sites_on
from tests.factories import make_claim

ALICE = Actor("user", "alice")
ADDRESSES = {
    "arxiv.org": "127.0.0.81",
    "github.com": "127.0.0.82",
    "raw.githubusercontent.com": "127.0.0.83",
    "huggingface.co": "127.0.0.84",
    "en.wikipedia.org": "127.0.0.85",
}
SENTENCE = "Kestrel-2 was trained on 12 trillion tokens of curated text."
REFUSAL = Answer(body="User-agent: *\nDisallow: /\n")

# What is cited: another form of its address, the cited page itself, and where its text is.
CITED = [
    pytest.param(
        ("arxiv.org", "/abs/2401.00001v1"),
        ("arxiv.org", "/pdf/2401.00001v2.pdf"),
        ("arxiv.org", "/abs/2401.00001"),
        ("arxiv.org", "/pdf/2401.00001"),
        id="arxiv",
    ),
    pytest.param(
        ("github.com", "/owner/repo/blob/main/docs/README.md?plain=1#L10-L20"),
        ("raw.githubusercontent.com", "/owner/repo/refs/heads/main/docs/README.md"),
        ("github.com", "/owner/repo/blob/main/docs/README.md"),
        ("raw.githubusercontent.com", "/owner/repo/main/docs/README.md"),
        id="github",
    ),
    pytest.param(
        ("huggingface.co", "/owner/model"),
        ("huggingface.co", "/owner/model/blob/main/README.md"),
        ("huggingface.co", "/owner/model"),
        ("huggingface.co", "/owner/model/raw/main/README.md"),
        id="hugging-face-model",
    ),
    pytest.param(
        ("huggingface.co", "/datasets/owner/data/tree/main"),
        ("huggingface.co", "/datasets/owner/data"),
        ("huggingface.co", "/datasets/owner/data"),
        ("huggingface.co", "/datasets/owner/data/raw/main/README.md"),
        id="hugging-face-data-set",
    ),
    pytest.param(
        ("en.wikipedia.org", "/w/index.php?title=Common+kestrel"),
        ("en.wikipedia.org", "/wiki/Common_kestrel#Habitat"),
        ("en.wikipedia.org", "/wiki/Common_kestrel"),
        ("en.wikipedia.org", "/wiki/Common_kestrel?action=render"),
        id="wikipedia",
    ),
    pytest.param(
        ("en.wikipedia.org", "/wiki/Common_kestrel?oldid=12345"),
        ("en.wikipedia.org", "/w/index.php?title=Common_kestrel&oldid=12345"),
        ("en.wikipedia.org", "/wiki/Common_kestrel?oldid=12345"),
        ("en.wikipedia.org", "/wiki/Common_kestrel?oldid=12345&action=render"),
        id="wikipedia-revision",
    ),
]
Place = tuple[str, str]
pytestmark = pytest.mark.django_db


class Names(Resolver):
    """A look-up knows the sites, and nothing else."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return await super().resolve(ADDRESSES[host], port, family)


@pytest.fixture
def web(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sites]:
    settings.FETCH_ALLOW = parse_networks(["127.0.0.0/8"])
    settings.HOST_SPACING_SECONDS = 0
    settings.CONFIRM_SECONDS = 0
    monkeypatch.setattr(fetch, "Resolver", Names)
    monkeypatch.setattr(refresh, "_network", NetworkWatch())
    with sites_on(*ADDRESSES.values()) as sites:
        yield sites


def serve(web: Sites, place: Place, answer: Answer) -> None:
    host, path = place
    web.answers[ADDRESSES[host], path] = answer


def cite(web: Sites, place: Place) -> Citation:
    host, path = place
    claim = make_claim(f"Kestrel-2 was trained on 12 trillion tokens, {host}{path} says.")
    url = f"http://{host}:{web.port}{path}"
    return citations.add_citation(claim.pk, url=url, passage=Passage(SENTENCE), actor=ALICE)[0]


def check() -> Source:
    """A check of the one source."""
    sources.request_check(Source.objects.get().pk, actor=ALICE)
    refresh.refresh_due_sources()
    return Source.objects.get()


def pages_asked(web: Sites) -> list[Place]:
    names = {address: name for name, address in ADDRESSES.items()}
    return [(names[one.host], one.path) for one in web.asked if one.path != "/robots.txt"]


def states() -> list[str]:
    return sorted(Claim.objects.values_list("evidence_state", flat=True))


@pytest.mark.parametrize(("cited", "other", "itself", "text"), CITED)
def test_two_addresses_of_a_page_are_one_source_that_is_read_where_its_text_is(
    web: Sites, cited: Place, other: Place, itself: Place, text: Place
) -> None:
    serve(web, text, page(SENTENCE))
    first, second = cite(web, cited), cite(web, other)

    source = check()

    assert first.source_id == second.source_id == source.pk
    assert source.canonical_url == f"http://{itself[0]}:{web.port}{itself[1]}"
    assert (source.link_state, source.adopted_url) == ("live", "")
    assert pages_asked(web) == [text]
    assert states() == ["standing", "standing"]


@pytest.mark.parametrize(("cited", "other", "itself", "text"), CITED)
def test_the_robots_txt_of_the_host_that_has_the_text_is_obeyed_and_its_refusal_takes_no_evidence(
    web: Sites, cited: Place, other: Place, itself: Place, text: Place
) -> None:
    serve(web, text, page("The page has other words than the ones that are cited."))
    serve(web, (text[0], "/robots.txt"), REFUSAL)
    citation = cite(web, cited)

    source = check()

    citation.refresh_from_db()
    assert pages_asked(web) == []
    assert (source.link_state, source.last_error) == ("robots_denied", "robots_denied")
    assert "robots.txt" in source.checks.latest("checked_at").reason
    assert (citation.passage_state, states()) == ("unreachable", ["unchecked"])
    assert not Event.objects.filter(severity__gte=4).exists()


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize(("cited", "other", "itself", "text"), CITED)
def test_the_cited_page_itself_is_read_where_the_address_of_its_text_is_not_there(
    web: Sites, cited: Place, other: Place, itself: Place, text: Place, status: int
) -> None:
    serve(web, text, replace(NOT_THERE, status=status))
    serve(web, itself, page(SENTENCE))
    cite(web, cited)

    check()
    source = check()

    assert pages_asked(web) == [text, itself]
    assert (source.link_state, source.adopted_url) == ("live", source.canonical_url)
    assert states() == ["standing"]
    assert not Event.objects.filter(severity__gte=4).exists()


@pytest.mark.parametrize("path", ["/abs/2401.00001", "/abs/2401.00001v1"])
def test_a_citation_of_a_paper_follows_its_latest_version_whichever_is_cited(web: Sites, path: str) -> None:
    latest: dict[str, Any] = {"text": page(SENTENCE)}
    web.answers[ADDRESSES["arxiv.org"], "/pdf/2401.00001"] = lambda: latest["text"]
    web.answers[ADDRESSES["arxiv.org"], "/pdf/2401.00001v1"] = page(SENTENCE)
    citation = cite(web, ("arxiv.org", path))
    check()
    assert states() == ["standing"]

    latest["text"] = page(SENTENCE.replace("12", "9"))
    check()
    check()

    citation.refresh_from_db()
    assert (citation.passage_state, citation.values_state) == ("altered", "changed")
    assert set(pages_asked(web)) == {("arxiv.org", "/pdf/2401.00001")}
    assert Snapshot.objects.count() == 2


def test_a_fixed_revision_of_an_article_stays_itself_beside_the_current_one(web: Sites) -> None:
    article = "/wiki/Common_kestrel"
    serve(web, ("en.wikipedia.org", f"{article}?oldid=12345&action=render"), page(SENTENCE))
    serve(web, ("en.wikipedia.org", f"{article}?action=render"), page(SENTENCE.replace("12", "9")))
    fixed = cite(web, ("en.wikipedia.org", f"{article}?oldid=12345"))
    current = cite(web, ("en.wikipedia.org", article))

    refresh.refresh_due_sources()

    fixed.refresh_from_db()
    current.refresh_from_db()
    assert fixed.source_id != current.source_id
    assert (fixed.passage_state, current.passage_state) == ("intact", "unverified")
