"""Wordings: the word-by-word difference of two wordings of a passage, with figures marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import Citation
from claims.pipeline.watching.figures import figures_of
from claims.vocabulary import PassageState

MAX_WORDS = 500
"""Longer wordings are shown one after the other: comparing takes time with the square of their length."""

_MAX_LENGTH = 5000
_PIECE = re.compile(r"\s{1,1000}|\S{1,1000}")


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
    old, new = (_PIECE.findall(" ".join(text[:_MAX_LENGTH].split())) for text in (before, after))
    if max(len(old), len(new)) > 2 * MAX_WORDS:  # pieces: words, and the spaces between them
        parts = [_deleted(old), _inserted(new)]
    else:
        changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        parts = [_part(kind, old[i:j], new[k:end]) for kind, i, j, k, end in changes]
    return format_html('<blockquote class="wording">{}</blockquote>', _joined(parts))


def _part(kind: str, old: list[str], new: list[str]) -> SafeString:
    return (
        format_html("{}", "".join(old))
        if kind == "equal"
        else format_html("{}{}", _deleted(old), _inserted(new))
    )


def _deleted(pieces: list[str]) -> SafeString:
    return format_html("<del>{}</del>", _marked(pieces)) if pieces else SafeString("")


def _inserted(pieces: list[str]) -> SafeString:
    return format_html("<ins>{}</ins>", _marked(pieces)) if pieces else SafeString("")


def _marked(pieces: Iterable[str]) -> SafeString:
    return _joined(format_html("<mark>{}</mark>", piece) if figures_of(piece) else piece for piece in pieces)


def _joined(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
