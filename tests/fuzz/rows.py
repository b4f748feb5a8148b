"""Rows: one object of each kind for the generated requests to meet."""

from __future__ import annotations

import sys

from tests.factories import (
    make_appearance,
    make_article,
    make_check,
    make_citation,
    make_claim,
    make_conflict,
    make_delivery,
    make_entity,
    make_event,
    make_key,
    make_proposition,
    make_publisher,
    make_review,
    make_snapshot,
)


def make_rows() -> None:
    """Make them, and print a key with the scope `admin`."""
    claim = make_claim("Qwen2.5-Max outperforms GPT-4o.")
    make_proposition(claim)
    citation = make_citation(claim, appearance=make_appearance(claim, make_article()))
    make_check(citation.source)
    make_snapshot(citation.source)
    make_review(claim)
    make_entity()
    make_publisher()
    make_conflict()
    make_delivery(event=make_event(1))
    sys.stdout.write(make_key("admin")[1])
