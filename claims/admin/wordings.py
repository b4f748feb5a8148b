"""Wordings: the word-by-word difference of two wordings of a passage, with figures marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import Citation
from claims.pipeline.watching.figures import figures_of
from claims.pipeline.watching.word_differences import Part, parts_of
from claims.vocabulary import PassageState


def in_place(citation: Citation) -> SafeString | str:
    """Return the difference of a citation's passage and the current wording of its source."""
    pinned = citation.passage_exact
    if not pinned:
        return "–"
    if citation.passage_state == PassageState.MISSING:
        return difference(pinned, "")
    return difference(pinned, citation.found or pinned)


def difference(before: str, after: str) -> SafeString:
    """Return one text with <del> and <ins> around the differences and <mark> around their figures."""
    parts = [_part(part) for part in parts_of(before, after)]
    return format_html('<blockquote class="wording">{}</blockquote>', _joined(parts))


def _part(part: Part) -> SafeString:
    if part.is_same:
        return format_html("{}", "".join(part.before))
    return format_html("{}{}", _deleted(part.before), _inserted(part.after))


def _deleted(pieces: Sequence[str]) -> SafeString:
    return format_html("<del>{}</del>", _marked(pieces)) if pieces else SafeString("")


def _inserted(pieces: Sequence[str]) -> SafeString:
    return format_html("<ins>{}</ins>", _marked(pieces)) if pieces else SafeString("")


def _marked(pieces: Iterable[str]) -> SafeString:
    return _joined(format_html("<mark>{}</mark>", piece) if figures_of(piece) else piece for piece in pieces)


def _joined(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
