"""Reviews over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from claims.models import Claim, Event, Review
from claims.services.events import type_id_of
from tests.callers import Caller
from tests.factories import NOW, make_claim, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may curate."""
    return caller_with("curate", "read")


def test_a_review_is_written_and_published_later(curator: Caller) -> None:
    claim = make_claim()
    body = {"claim": type_id_of(claim), "verdict": "refuted", "reasons": "The report says 85.1."}

    written = curator.post("/reviews", body)
    before = Claim.objects.get().verdict
    published = curator.post(f"/reviews/{written.json()['id']}/publish", {}, If_Match='"1"')

    assert (written.status_code, written.json()["published_at"]) == (201, None)
    assert written.json()["reviewer"].startswith("api_key_")
    assert published.status_code == 200
    assert published.json()["published_at"] is not None
    assert (before, Claim.objects.get().verdict) == ("unreviewed", "refuted")


def test_a_review_can_be_published_at_once(curator: Caller) -> None:
    body = {"claim": type_id_of(make_claim()), "verdict": "supported", "reasons": "Yes.", "publish": True}

    curator.post("/reviews", body)

    assert Claim.objects.get().verdict == "supported"


def test_publishing_again_changes_nothing(curator: Caller) -> None:
    path = f"/reviews/{type_id_of(make_review())}/publish"

    first, second = curator.post(path).json(), curator.post(path).json()

    assert second == first
    assert Event.objects.filter(type="review.published").count() == 1


@pytest.mark.parametrize(
    ("change", "pointer", "status"),
    [
        ({"claim": "claim_01h455vb4pex5vsknk084sn02q"}, "/claim", 422),
        ({"claim": "nonsense"}, "/claim", 400),
        ({"verdict": "unreviewed"}, "/verdict", 400),
        ({"reasons": ""}, "/reasons", 400),
        ({"reasons": " "}, "/reasons", 422),
        ({"publish": "yes"}, "/publish", 400),
        ({"verdct": "supported"}, "/verdct", 400),
    ],
)
def test_an_invalid_review_is_refused_with_a_pointer(
    change: dict[str, Any], pointer: str, status: int, curator: Caller
) -> None:
    body = {"claim": type_id_of(make_claim()), "verdict": "supported", "reasons": "Yes.", **change}

    response = curator.post("/reviews", body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (status, pointer)
    assert Review.objects.count() == 0


def test_publishing_another_version_is_refused(curator: Caller) -> None:
    review = make_review(version=2)

    response = curator.post(f"/reviews/{type_id_of(review)}/publish", {}, If_Match='"1"')

    assert response.status_code == 412


def test_a_missing_review_is_a_404(curator: Caller) -> None:
    path = "/reviews/review_01h455vb4pex5vsknk084sn02q"

    assert [curator.get(path).status_code, curator.post(f"{path}/publish").status_code] == [404, 404]


def test_filters_narrow_the_list(reader: Caller) -> None:
    published = make_review(published_at=NOW)
    make_review(verdict="refuted")

    def verdicts(query: str) -> list[str]:
        return [row["verdict"] for row in reader.get(f"/reviews?{query}").json()["data"]]

    assert verdicts("published=true") == ["supported"]
    assert verdicts("published=false") == ["refuted"]
    assert verdicts(f"claim={type_id_of(published.claim)}") == ["supported"]
    assert verdicts("verdict.in=refuted,outdated") == ["refuted"]
    assert verdicts("published_at.lt=2025-02-01") == []
