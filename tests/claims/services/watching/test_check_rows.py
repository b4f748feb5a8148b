"""The row of a check holds what its request brought."""

from __future__ import annotations

from typing import Any

import pytest

from claims.errors import FetchError
from claims.models import Source, SourceCheck
from claims.pipeline.watching.response import Response
from claims.values import Hop
from claims.vocabulary import FetchFailure
from tests.claims.services.watching.leased import (
    EDITED,
    page_of,
    read,
    record_one,
    watched,
)

pytestmark = pytest.mark.django_db

URL = "https://birds.example/report"


def known(**values: Any) -> Source:
    return watched(URL, **{"etag": '"1"', "last_modified": "Monday", "final_url": URL, **values})


def test_the_row_of_a_check_has_what_came() -> None:
    source = known()

    record_one(source, read, text=EDITED, page=page_of(URL, hops=(Hop(302, f"{URL}/new"),)))

    check = SourceCheck.objects.get()
    assert (check.outcome, check.status, check.error, check.detail) == ("changed", 200, "", "")
    assert (check.final_url, check.elapsed_ms, check.body_bytes) == (f"{URL}/new", 7, len(EDITED))
    assert (check.reason, check.link_state) == ("Live.", "live")
    assert check.snapshot is not None
    assert check.snapshot.text == EDITED


def test_the_row_of_a_failed_check_has_where_it_failed() -> None:
    source = known()
    error = FetchError(
        "A loop.",
        code=FetchFailure.TOO_MANY_REDIRECTS,
        hops=(Hop(302, f"{URL}/a"), Hop(302, f"{URL}/b")),
        elapsed_ms=9,
    )

    record_one(source, lambda lease: Response(lease, error))

    check = SourceCheck.objects.get()
    assert (check.outcome, check.status, check.error, check.detail) == (
        "failed",
        None,
        "too_many_redirects",
        "A loop.",
    )
    assert (check.final_url, check.elapsed_ms, check.snapshot) == (f"{URL}/b", 9, None)
