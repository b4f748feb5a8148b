"""Badges: the state of a claim's evidence as a small SVG for web pages, and as data for makers of badges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

LABEL = "evidence"
MAX_TEXT = 160
COLOURS: Mapping[str, str] = {
    "standing": "#1f7a34",
    "weakened": "#a35200",
    "lost": "#b3261e",
    "unpinned": "#46627f",
    "unchecked": "#5c5f66",
    "uncited": "#5c5f66",
    "withdrawn": "#5c5f66",
}
"""The background by state: white text on it has a contrast of at least 4.5 (WCAG 2.2, 1.4.3)."""

DATA: Mapping[str, Any] = {
    "type": "object",
    "description": "What a badge says, in the form that shields.io reads from an endpoint.",
    "properties": {
        "schemaVersion": {"type": "integer", "const": 1},
        "label": {"type": "string"},
        "message": {"type": "string"},
        "color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
    },
    "required": ["schemaVersion", "label", "message", "color"],
}
_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label={name}>
<title>{title}</title>
<rect width="{left}" height="20" fill="#3d4148"/><rect x="{left}" width="{right}" height="20" fill="{colour}"/>
<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{label_x}" y="14" textLength="{label_width}">{label}</text>
<text x="{state_x}" y="14" textLength="{state_width}">{state}</text>
</g>
</svg>
"""
_LETTER = 7
_PADDING = 6


def badge_data(state: str) -> dict[str, Any]:
    """`{"schemaVersion": 1, "label": "evidence", "message": "standing", "color": "#1f7a34"}`."""
    return {"schemaVersion": 1, "label": LABEL, "message": state, "color": COLOURS[state]}


def badge_svg(state: str, text: str) -> bytes:
    """The drawing. Its title names the state and the claim, whose text is cut to `MAX_TEXT` characters."""
    claim = text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"
    claim = "".join(letter for letter in claim if letter.isprintable())
    label_width, state_width = _LETTER * len(LABEL), _LETTER * len(state)
    left, right = label_width + 2 * _PADDING, state_width + 2 * _PADDING
    svg = _SVG.format(
        width=left + right,
        left=left,
        right=right,
        colour=COLOURS[state],
        label_x=left / 2,
        state_x=left + right / 2,
        label_width=label_width,
        state_width=state_width,
        label=LABEL,
        state=escape(state),
        name=quoteattr(f"{LABEL}: {state}"),
        title=escape(f"Evidence {state}: {claim}"),
    )
    return svg.encode()
