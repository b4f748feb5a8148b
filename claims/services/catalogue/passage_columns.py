"""Passage columns: the columns of a citation with a passage that a person pinned, and without a passage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from claims.errors import InputError
from claims.models import Citation
from claims.pipeline.watching.figures import figures_of
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
    "found": "",
    "expected_values": [],
    "values_state": ValuesState.NONE,
    "last_verified_at": None,
    "archived_state": "",
    "is_left_unpinned": False,
}
PASSAGE_FIELDS = ("passage_exact", "passage_prefix", "passage_suffix")


def pin_passage(passage: Passage) -> dict[str, Any]:
    """The columns of a passage that a person pinned. It is `unreachable` until a check finds it."""
    if not passage.exact.strip() or len(passage.exact) > MAX_PASSAGE:
        raise InputError(
            "/passage/exact", f"Give the words of the passage, at most {MAX_PASSAGE} characters."
        )
    for side, text in (("prefix", passage.prefix), ("suffix", passage.suffix)):
        if len(text) > MAX_CONTEXT:
            raise InputError(f"/passage/{side}", f"At most {MAX_CONTEXT} characters.", code="max_length")
    return {
        "passage_exact": passage.exact.strip(),
        "passage_prefix": passage.prefix,
        "passage_suffix": passage.suffix,
        "passage_origin": Citation.Origin.PERSON,
        "passage_state": PassageState.UNREACHABLE,
        "expected_values": [figure.verbatim for figure in figures_of(passage.exact)],
    }
