"""Projection: rows to objects, with `fields` and `expand`."""

from __future__ import annotations

import pytest

from api.projection import project, row_json
from api.resources import RESOURCES
from claims.ids import type_id
from claims.models import Appearance
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_appearance, make_article, make_claim, make_proposition, make_version


@pytest.mark.django_db
def test_an_expansion_holds_100_objects_and_the_url_of_the_whole_list(reader: Caller) -> None:
    claim, article = make_claim(), make_article()
    version = make_version(article)
    row = {
        "claim": claim,
        "article": article,
        "article_version": version,
        "first_version": version,
        "seen_at": NOW,
    }
    Appearance.objects.bulk_create(
        Appearance(**row, quote="x", start=number, end=number + 1, extractor="rules", extractor_version="1")
        for number in range(101)
    )
    other = make_claim("Another claim")
    make_appearance(other)

    data = reader.get("/claims?expand=appearances&sort=created_at").json()["data"]

    assert [len(found["appearances"]) for found in data] == [100, 1]
    list_url = f"http://127.0.0.1:8000/api/v1/appearances?claim={type_id('claim', claim.pk)}"
    assert data[0]["appearances_url"] == list_url
    assert data[1]["appearances"][0]["claim"] == type_id_of(other)


@pytest.mark.django_db
def test_an_object_is_one_line(reader: Caller) -> None:
    claim = make_claim("One\nTwo")
    for _ in range(2):
        make_appearance(claim)
        make_proposition(claim)

    content = reader.get("/claims?expand=appearances.article,citations").content

    assert content.count(b"\n") == 0
    assert content.count(b'"object":"appearance"') == content.count(b'"form":"comparison"') == 2


def test_a_type_id_that_two_members_use_is_made_once() -> None:
    statement = row_json(project(RESOURCES["citation"]), "'key'", "")

    assert statement.count("claims_type_id('source', this.\"source_id\")") == 1
    assert statement.count("this_id.source_id_source") == 2


@pytest.mark.django_db
def test_fields_selects_properties(reader: Caller) -> None:
    make_claim("One")

    answer = reader.get("/claims?fields=text,status").json()

    assert [sorted(row) for row in answer["data"]] == [["id", "object", "status", "text"]]


@pytest.mark.django_db
def test_an_unknown_field_gets_the_list_of_fields(reader: Caller) -> None:
    response = reader.get("/publishers?fields=nam")

    assert response.json()["detail"] == (
        "fields: 'nam' is not one of object, id, self, name, domains, version, created_at, updated_at."
    )


@pytest.mark.django_db
def test_a_related_object_in_fields_needs_its_expansion(reader: Caller) -> None:
    make_claim("One")

    refused = reader.get("/claims?fields=text,citations,reviews&expand=reviews.claim")
    shown = reader.get("/claims?fields=text,citations,propositions&expand=citations").json()["data"]

    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        [
            {
                "parameter": "fields",
                "code": "needs_expand",
                "detail": "fields names citations, which only expand adds: give expand=citations, too.",
            }
        ],
    )
    assert {"citations", "propositions"} < set(shown[0])
