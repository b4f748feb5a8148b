"""Words: rows and states as text and links. A state has a sign and a word, never a colour alone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims.ids import parse_type_id
from claims.models import Proposition, Source
from claims.services.events import NOUNS
from claims.vocabulary import Op

_GOOD = {
    "accepted",
    "active",
    "captured",
    "completed",
    "delivered",
    "intact",
    "live",
    "present",
    "standing",
    "supported",
}
_DOUBTFUL = {
    "absent", "altered", "ambiguous", "blocked", "cancelled", "changed", "conflicting", "mostly_supported", "moved",
    "disputed", "failing", "name_failing", "negated", "not_found", "outdated", "paused", "paywalled", "robots_denied", "suspect", "unpinned", "unreachable", "unreadable", "unverifiable", "unverified",
    "weakened",
}  # fmt: skip
_BAD = {
    "dead", "disabled", "exhausted", "failed", "gone", "lost", "missing", "quarantined", "refuted", "rejected",
    "soft_404", "withdrawn",
}  # fmt: skip
_OPS = {
    Op.EQUAL: "", Op.ABOUT: "about ", Op.MORE: "more than ", Op.AT_LEAST: "at least ", Op.LESS: "less than ",
    Op.AT_MOST: "at most ",
}  # fmt: skip
_PAGES = {noun: f"admin:claims_{model.lower()}_change" for model, noun in NOUNS.items()}
_PAGES["api_key"] = "admin:api_apikey_change"


def badge(state: str, label: str = "") -> SafeString:
    """Return a state as a badge with a sign, a word and a tint; "" for an empty state."""
    if not state:
        return SafeString("")
    tone, sign = "plain", "○"
    if state in _GOOD:
        tone, sign = "good", "✓"
    elif state in _DOUBTFUL:
        tone, sign = "doubtful", "△"
    elif state in _BAD:
        tone, sign = "bad", "✕"
    text = label or state.replace("_", " ")
    return format_html(
        '<span class="badge badge-{}"><span aria-hidden="true">{}</span> {}</span>', tone, sign, text
    )


def short(value: object, length: int = 100) -> str:
    """Return a text in one line, cut with an ellipsis."""
    return Truncator(" ".join(str(value).split())).chars(length)


def page_of(noun: str, key: object) -> str:
    """Return the URL of a row's page; "" if the admin has none for this noun."""
    try:
        return reverse(_PAGES[noun], args=[key])
    except (KeyError, NoReverseMatch):
        return ""


def link_to(row: models.Model | None, text: object = None, length: int = 100) -> SafeString | str:
    """Return a link to a row's page, with its own text or the given one; "–" for None."""
    if row is None:
        return "–"
    return link(page_of(NOUNS[type(row).__name__], row.pk), short(text or row, length))


def link_to_id(text: str) -> SafeString | str:
    """Return a link to the row of a TypeID; the text itself if it is not a TypeID."""
    noun = text.rpartition("_")[0]
    try:
        return link(page_of(noun, parse_type_id(noun, text)), text)
    except ValueError:
        return text


def link(url: str, text: object) -> SafeString | str:
    """Return a link within the admin; the text alone without a URL."""
    return format_html('<a href="{}">{}</a>', url, text) if url else str(text)


def link_out(url: str, text: object = None, length: int = 90) -> SafeString | str:
    """Return a link to another site, which opens in a new tab. A URL that is not http(s) stays text."""
    words = short(text or url, length)
    if not url.startswith(("http://", "https://")):
        return words
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', url, words)


def requested_url(source: Source) -> str:
    """Return the URL that checks request: where the source moved permanently, or its own URL."""
    return source.adopted_url or source.canonical_url


def archived(source: Source) -> SafeString | str:
    """Return a link to the archive's copy of a source, with its day; "–" without a copy."""
    if not source.archive_url:
        return "–"
    day = f"copy of {source.archived_at:%Y-%m-%d}" if source.archived_at else "copy"
    return link_out(source.archive_url, day)


def in_words(proposition: Proposition) -> str:
    """Return a proposition as a short sentence."""
    if proposition.form == Proposition.Form.COMPARISON:
        said = " ".join(
            filter(None, (proposition.subject_text, proposition.relation, proposition.object_text))
        )
        return f"{said} on {proposition.on_text}" if proposition.on_text else said
    of = ", ".join(filter(None, (proposition.subject_text, proposition.measure)))
    return f"{of or 'something'}: {_figure(proposition)}"


def _figure(proposition: Proposition) -> str:
    low, high, unit = _number(proposition.low), _number(proposition.high), proposition.unit
    if proposition.op == Op.RANGE:
        said = f"{low} to {high} {unit}".strip()
    else:
        said = f"{_OPS.get(Op(proposition.op), '')}{low} {unit}".strip()
    return f"{said} (“{proposition.verbatim}”)" if proposition.verbatim else said


def _number(value: Decimal | None) -> str:
    """A number with thousands separators and without trailing zeros."""
    if value is None:
        return "…"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: Any) -> str:
    """Return a value of an event's changes: "nothing" for None and "", text as it is, anything else as JSON."""
    if value is None or value == "":
        return "nothing"
    return short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 200)
