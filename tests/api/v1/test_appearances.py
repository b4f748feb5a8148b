"""Appearances over the API."""

from __future__ import annotations

import pytest

from claims.ids import type_id
from claims.services.articles import withdrawal
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, WORKER, make_appearance, make_article, make_claim

pytestmark = pytest.mark.django_db


def test_an_appearance_has_the_offsets_of_its_quote(reader: Caller) -> None:
    claim, article = make_claim(), make_article()
    appearance = make_appearance(
        claim, article, attributed_to="Alibaba", hedge="reportedly", rule="comparison.verb"
    )

    answer = reader.get(f"/appearances/{type_id_of(appearance)}").json()

    assert (answer["claim"], answer["article"]) == (type_id_of(claim), type_id_of(article))
    assert (answer["start"], answer["end"], answer["article_version"]) == (0, 31, 1)
    assert article.current_version.text[0:31] == answer["quote"]
    assert (answer["attributed_to"], answer["hedge"], answer["rule"]) == (
        "Alibaba",
        "reportedly",
        "comparison.verb",
    )
    assert answer["gone_at"] is None


def test_filters_narrow_the_list(reader: Caller) -> None:
    article = make_article()
    standing = make_appearance(make_claim("A"), article)
    gone = make_appearance(make_claim("B"), article, gone_at=NOW)
    make_appearance()

    def ids(query: str) -> list[str]:
        return [row["id"] for row in reader.get(f"/appearances?{query}").json()["data"]]

    assert ids(f"article={type_id_of(article)}&standing=true") == [type_id_of(standing)]
    assert ids(f"article={type_id_of(article)}&standing=false") == [type_id_of(gone)]
    assert ids(f"claim={type_id_of(gone.claim)}") == [type_id_of(gone)]


def test_the_list_can_be_narrowed_to_what_articles_do_not_assert(reader: Caller) -> None:
    make_appearance()
    negated, disputed = make_appearance(polarity="negated"), make_appearance(polarity="disputed")

    def rows(query: str) -> list[tuple[str, str]]:
        return [
            (row["id"], row["polarity"])
            for row in reader.get(f"/appearances?{query}&sort=seen_at").json()["data"]
        ]

    assert rows("polarity=negated") == [(type_id_of(negated), "negated")]
    assert rows("polarity.in=negated,disputed") == [
        (type_id_of(negated), "negated"),
        (type_id_of(disputed), "disputed"),
    ]
    assert [polarity for _, polarity in rows("polarity=asserted")] == ["asserted"]
    assert reader.get("/appearances?polarity=denied").status_code == 400


def test_appearances_of_withdrawn_articles_are_not_listed(reader: Caller) -> None:
    appearance, withdrawn = make_appearance(), make_appearance()
    withdrawal.withdraw_article(withdrawn.article_id, actor=WORKER)

    listed = reader.get("/appearances").json()["data"]
    of_article = reader.get("/appearances", {"article": type_id("article", withdrawn.article_id)}).json()[
        "data"
    ]

    assert [each["id"] for each in listed] == [type_id_of(appearance)]
    assert of_article == []


def test_a_missing_appearance_is_a_404(reader: Caller) -> None:
    assert reader.get("/appearances/appearance_01h455vb4pex5vsknk084sn02q").status_code == 404


def test_appearances_are_read_only(admin: Caller) -> None:
    assert admin.post("/appearances", {}).status_code == 405
