"""Passage columns: the columns of a citation with a passage that a person pins, held against the claim and the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.errors import InputError
from claims.models import Citation, Claim, Proposition, Snapshot, Source
from claims.pipeline.fingerprint import is_blank
from claims.pipeline.urls import text_fragment
from claims.pipeline.watching.claimed_figures import expected_figures
from claims.pipeline.watching.differences import check_passage
from claims.pipeline.watching.first_reading import ABSENT, whole_range
from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.pipeline.watching.nearest_wording import nearest_wording
from claims.values import Passage
from claims.vocabulary import PassageState, ValuesState

MAX_PASSAGE = 5000
MAX_CONTEXT = 200

# The columns of a citation without a passage.
UNPINNED: Mapping[str, Any] = {
    "passage_exact": "",
    "passage_prefix": "",
    "passage_suffix": "",
    "passage_origin": "",
    "passage_state": PassageState.UNPINNED,
    "passage_page": None,
    "found": "",
    "expected_values": [],
    "values_state": ValuesState.NONE,
    "last_verified_at": None,
    "archived_state": "",
    "is_left_unpinned": False,
}


def checked_passage(passage: Passage) -> Passage:
    """The passage without spaces around it. Raises InputError for one that is empty or too long."""
    if is_blank(passage.exact) or len(passage.exact) > MAX_PASSAGE:
        raise InputError(
            "/passage/exact", f"Give the words of the passage, at most {MAX_PASSAGE} characters."
        )
    for side, text in (("prefix", passage.prefix), ("suffix", passage.suffix)):
        if len(text) > MAX_CONTEXT:
            raise InputError(f"/passage/{side}", f"At most {MAX_CONTEXT} characters.", code="max_length")
    return Passage(passage.exact.strip(), passage.prefix, passage.suffix)


def is_pinned(citation: Citation, passage: Passage) -> bool:
    """Whether a citation has this passage already."""
    pinned = Passage(citation.passage_exact, citation.passage_prefix, citation.passage_suffix)
    return pinned == passage


def pin_passage(passage: Passage, *, claim: Claim, source: Source) -> dict[str, Any]:
    """The columns of a passage that a person pins for a claim: its state in the newest text of the source.

    Its expected figures are those of the claim. "First words … last words" is the whole passage between them. Raises InputError if the source has a text without these words. Without
    a text, or while the link is down, the passage is `unreachable` until a check finds it.
    """
    newest = _newest_text(source)
    if newest:
        passage = whole_range(newest.text, passage)
    text = newest.text if newest else ""
    expected = expected_figures(_quantities(claim), claim.text, passage.exact, text=text)
    columns = {
        **UNPINNED,
        "passage_exact": passage.exact,
        "passage_prefix": passage.prefix,
        "passage_suffix": passage.suffix,
        "passage_origin": Citation.Origin.PERSON,
        "passage_state": PassageState.UNREACHABLE,
        "expected_values": list(expected),
    }
    if newest is None:
        return columns
    check = check_passage(newest.text, passage, expected)
    if check.state in ABSENT:
        raise _absent(newest, passage, check.found)
    if source.link_state in FALLEN_LINKS:
        return columns
    is_confirmed = newest.text_hash == source.text_hash
    return {
        **columns,
        "passage_state": check.state,
        "passage_page": check.page,
        "found": check.found,
        "values_state": check.values.state,
        "last_verified_at": source.checked_at if is_confirmed else None,
    }


def expected_columns(citation: Citation, claim: Claim) -> dict[str, Any]:
    """The columns of the figures that a pinned passage must have, and their state in the newest text of the source.

    For a claim whose text or propositions were changed. Empty if it has the same figures as before.
    """
    passage = Passage(citation.passage_exact, citation.passage_prefix, citation.passage_suffix)
    newest = _newest_text(citation.source) if citation.source else None
    text = newest.text if newest else ""
    expected = expected_figures(_quantities(claim), claim.text, passage.exact, text=text)
    if list(expected) == citation.expected_values or citation.source is None:
        return {}
    state = check_passage(newest.text, passage, expected).values.state if newest else ValuesState.NONE
    return {"expected_values": list(expected), "values_state": state}


def pin_fragment(url: str | None, *, claim: Claim, source: Source | None) -> dict[str, Any]:
    """The columns of the passage that a cited URL points at (`#:~:text=`), as `pin_passage` has them.

    There are none if it points at no passage, or at words that the source's newest text has not.
    """
    passage = text_fragment(url) if url else None
    if passage is None or source is None:
        return {}
    try:
        return pin_passage(checked_passage(passage), claim=claim, source=source)
    except InputError:
        return {}


def _quantities(claim: Claim) -> list[str]:
    quantities = claim.propositions.filter(form=Proposition.Form.QUANTITY).order_by("position")
    return list(quantities.exclude(verbatim="").values_list("verbatim", flat=True))


def _newest_text(source: Source) -> Snapshot | None:
    """The text of the last check that read one, also while its change waits for confirmation."""
    snapshots = Snapshot.objects.filter(source=source).select_related("source_text")
    if source.unconfirmed_snapshot_id:
        return snapshots.filter(pk=source.unconfirmed_snapshot_id).first()
    return snapshots.filter(source_text=source.text_hash).first() if source.text_hash else None


def _absent(newest: Snapshot, passage: Passage, found: str) -> InputError:
    nearest = found or nearest_wording(newest.text, passage.exact)
    has = f"The nearest wording is “{nearest}”." if nearest else "Nothing there is like them."
    detail = f"These words are not in the source's newest text. {has} Pin words that the source has."
    return InputError("/passage/exact", detail, code="not_in_source")
