"""Nearest wording: the sentence of a text that is most like words that it does not have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from claims.pipeline.watching.folding import letters_of
from claims.pipeline.watching.marked_sentences import marked_sentences

MAX_WORDING = 400
_FLOOR = 50.0
_MAX_SENTENCES = 20_000


def nearest_wording(text: str, words: str) -> str:
    """The sentence that is most like the words, shortened to `MAX_WORDING` characters; "" if none is half as like."""
    sentences = list(itertools.islice(_sentences(text), _MAX_SENTENCES))
    nearest = process.extractOne(
        letters_of(words),
        sentences,
        processor=letters_of,
        scorer=fuzz.ratio,
        score_cutoff=_FLOOR,
    )
    if nearest is None:
        return ""
    wording = " ".join(nearest[0].split())
    return wording if len(wording) <= MAX_WORDING else f"{wording[: MAX_WORDING - 1]}…"


def _sentences(text: str) -> Iterator[str]:
    at = 0
    for line in text.split("\n"):
        for sentence in marked_sentences(text, at, at + len(line)):
            yield text[sentence.start : sentence.end]
        at += len(line) + 1
