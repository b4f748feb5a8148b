"""Wordings: two wordings of a passage as one text, word by word: what went, what came, which of it are figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import Citation
from claims.pipeline.watching.figures import figures_of
from claims.values import PassageState

MOST_WORDS = 500
"""Longer wordings are shown below each other: comparing takes time with the square of their length."""

_MOST_SHOWN = 5000
_PIECE = re.compile(r"\s{1,1000}|\S{1,1000}")


def in_place(citation: Citation) -> SafeString | str:
    """A citation's passage as it was pinned, against the wording that its source has in its place now."""
    pinned = citation.passage_exact
    if not pinned:
        return "–"
    if citation.passage_state == PassageState.MISSING:
        return difference(pinned, "")
    return difference(pinned, citation.found or pinned)


def difference(before: str, after: str) -> SafeString:
    """Both wordings in one, with <del> and <ins> around what differs and <mark> around the figures in it."""
    old, new = (_PIECE.findall(" ".join(text[:_MOST_SHOWN].split())) for text in (before, after))
    if max(len(old), len(new)) > 2 * MOST_WORDS:  # pieces: words, and the spaces between them
        parts = [_gone(old), _come(new)]
    else:
        changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        parts = [_part(kind, old[i:j], new[k:end]) for kind, i, j, k, end in changes]
    return format_html('<blockquote class="wording">{}</blockquote>', _joined(parts))


def _part(kind: str, old: list[str], new: list[str]) -> SafeString:
    return format_html("{}", "".join(old)) if kind == "equal" else format_html("{}{}", _gone(old), _come(new))


def _gone(pieces: list[str]) -> SafeString:
    return format_html("<del>{}</del>", _marked(pieces)) if pieces else SafeString("")


def _come(pieces: list[str]) -> SafeString:
    return format_html("<ins>{}</ins>", _marked(pieces)) if pieces else SafeString("")


def _marked(pieces: Iterable[str]) -> SafeString:
    return _joined(format_html("<mark>{}</mark>", piece) if figures_of(piece) else piece for piece in pieces)


def _joined(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
