"""Feeds of evidence: Atom by the rules of RFC 4287, JSON Feed by those of version 1.1."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
from lxml import etree

from api.evidence_feeds import JSON_FEED
from claims.models import Article, Claim, Event
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import (
    NOW,
    make_appearance,
    make_article,
    make_claim,
    make_entity,
    make_event,
    make_proposition,
    make_publisher,
)

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ROOT = "http://127.0.0.1:8000/api/v1"


def change(seq: int, claim: Claim, before: str, after: str) -> Event:
    """A change of the evidence of a claim, so many minutes after NOW."""
    return make_event(
        seq,
        subject=claim,
        type="claim.evidence_changed",
        changes={"evidence_state": [before, after]},
        occurred_at=NOW + timedelta(minutes=seq),
    )


@pytest.fixture
def claim() -> Claim:
    claim = make_claim("A < B & “C” outperforms GPT-4o.")
    change(1, claim, "standing", "weakened")
    change(2, claim, "weakened", "lost")
    make_event(3, subject=claim)
    return claim


def titles(caller: Caller, query: str = "") -> list[str]:
    return [item["title"] for item in caller.get(f"/feeds/evidence{query}").json()["items"]]


def test_a_json_feed_has_the_newest_changes_first(claim: Claim, reader: Caller) -> None:
    response = reader.get("/feeds/evidence?limit=5")

    feed = response.json()
    assert response["Content-Type"] == "application/feed+json"
    jsonschema_rs.validate(JSON_FEED, feed)
    assert feed["feed_url"] == f"{ROOT}/feeds/evidence?limit=5"
    newest = Event.objects.get(seq=2)
    assert feed["items"][0] == {
        "id": f"{ROOT}/events/{type_id_of(newest)}",
        "url": f"{ROOT}/claims/{type_id_of(claim)}",
        "title": "lost (was weakened): A < B & “C” outperforms GPT-4o.",
        "content_text": "The evidence of the claim “A < B & “C” outperforms GPT-4o.” was weakened and is lost.",
        "date_published": "2025-02-01T12:02:00+00:00",
        "tags": ["lost"],
    }
    assert [item["tags"] for item in feed["items"]] == [["lost"], ["weakened"]]


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/feeds/evidence", "application/atom+xml"), ("/feeds/evidence.atom", "*/*")],
)
def test_an_atom_feed_has_what_rfc_4287_requires(
    claim: Claim, reader: Caller, path: str, accept: str
) -> None:
    response = reader.get(path, Accept=accept)

    feed = etree.fromstring(response.content)
    assert response["Content-Type"] == "application/atom+xml"
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert [len(feed.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated", "author")] == [1] * 4
    assert feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM) == f"{ROOT}{path}"
    entries = feed.findall("a:entry", ATOM)
    for entry in entries:
        assert [len(entry.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated")] == [1] * 3
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == len(ids) == 2
    first = entries[0]
    assert (
        first.findtext("a:title", namespaces=ATOM) == "lost (was weakened): A < B & “C” outperforms GPT-4o."
    )
    assert first.find("a:summary", ATOM).get("type") == "html"
    assert "A &lt; B &amp; “C” outperforms" in first.findtext("a:summary", namespaces=ATOM)
    assert first.findtext("a:updated", namespaces=ATOM) == "2025-02-01T12:02:00+00:00"
    assert feed.findtext("a:updated", namespaces=ATOM) == "2025-02-01T12:02:00+00:00"


def test_what_xml_cannot_hold_is_left_out(reader: Caller) -> None:
    change(1, make_claim("Bell \x07 and \ufffe."), "standing", "lost")

    feed = etree.fromstring(reader.get("/feeds/evidence.atom").content)

    title = feed.findtext("a:entry/a:title", namespaces=ATOM)
    assert title == "lost (was standing): Bell  and ."


def test_a_long_text_is_cut_in_the_title_alone(reader: Caller) -> None:
    change(1, make_claim("x" * 300), "standing", "lost")

    (item,) = reader.get("/feeds/evidence.json").json()["items"]

    assert item["title"] == f"lost (was standing): {'x' * 119}…"
    assert "x" * 300 in item["content_text"]


def test_a_feed_is_of_an_entity_an_article_or_a_publisher(claim: Claim, reader: Caller) -> None:
    publisher, entity = make_publisher(), make_entity("Qwen2.5-Max")
    article = make_article(publisher=publisher)
    about = make_claim("Qwen2.5-Max matches GPT-4o.")
    make_appearance(about, article)
    make_proposition(about, subject=entity)
    change(4, about, "standing", "lost")
    expected = ["lost (was standing): Qwen2.5-Max matches GPT-4o."]

    assert titles(reader, f"?entity={type_id_of(entity)}") == expected
    assert titles(reader, f"?article={type_id_of(article)}") == expected
    assert titles(reader, f"?publisher={type_id_of(publisher)}") == expected
    assert titles(reader, f"?publisher={type_id_of(make_publisher())}") == []
    assert len(titles(reader)) == 3
    assert len(titles(reader, "?limit=2")) == 2


def test_rejected_claims_and_withdrawn_articles_have_no_entries(claim: Claim, reader: Caller) -> None:
    Claim.objects.update(status="rejected")
    change(4, make_claim(status="withdrawn", status_before="proposed"), "standing", "lost")
    article = make_article()
    Article.objects.update(withdrawn_at=NOW)

    assert titles(reader) == []
    gone = reader.get(f"/feeds/evidence?article={type_id_of(article)}")
    assert (gone.status_code, gone.json()["code"]) == (410, "gone")


def test_an_unchanged_feed_is_a_304(claim: Claim, reader: Caller) -> None:
    first = reader.get("/feeds/evidence.atom")

    assert first["Last-Modified"] == "Sat, 01 Feb 2025 12:02:00 GMT"
    assert reader.get("/feeds/evidence.atom", If_None_Match=first["ETag"]).status_code == 304
    since = {"If_Modified_Since": first["Last-Modified"]}
    unchanged = reader.get("/feeds/evidence.atom", **since)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", first["ETag"])
    change(4, claim, "lost", "standing")
    assert reader.get("/feeds/evidence.atom", **since).status_code == 200


def test_an_empty_feed_is_valid_and_stays_the_same(reader: Caller) -> None:
    first, second = (reader.get("/feeds/evidence.atom") for _ in range(2))

    feed = etree.fromstring(first.content)
    assert feed.findtext("a:updated", namespaces=ATOM) == "1970-01-01T00:00:00+00:00"
    assert first["ETag"] == second["ETag"]


def test_feeds_are_public_with_public_reading(claim: Claim, anonymous: Caller, settings: Any) -> None:
    assert anonymous.get("/feeds/evidence.atom").status_code == 401

    settings.PUBLIC_READ = True

    response = anonymous.get("/feeds/evidence.atom")
    assert (response.status_code, response["Cache-Control"]) == (200, "public, max-age=60")
