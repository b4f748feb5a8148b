"""Marked sentences: the sentences of a source's text, in which the markers of its own notes stand as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.sentences import Sentence, split_sentences
from claims.values import Marker

_MARKER = r"\[(?:\d{1,4}(?:\s?[,–-]\s?\d{1,4}){0,20}|[a-z]|note \d{1,3}|citation needed|clarification needed|update)\]"
_MARKERS = re.compile(rf"(?<=[.!?…”\"’)])(?:{_MARKER}){{1,20}}")
_ONE = re.compile(_MARKER)


def marked_sentences(text: str, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of `text[start:end]` in order. Markers behind a full stop ("2021.[12] It") end a sentence and are no part of it."""
    runs = _MARKERS.finditer(text, start, end) if text.find("[", start, end) >= 0 else ()
    spans = [one.span() for run in runs for one in _ONE.finditer(text, *run.span())]
    yield from split_sentences(text, start, end, [Marker(*span, ("",)) for span in spans])
