"""Tables of citations on the pages of claims and sources."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims.admin import tables, wordings, words
from claims.models import Citation
from claims.vocabulary import ValuesState


def citation_table(citations: QuerySet[Citation], more_url: str) -> tables.Table:
    """Citations with their claims, sources and states."""
    rows = citations.select_related("claim", "source")[: tables.SHOWN]
    return tables.Table(
        "Citations",
        ("Marker", "Claim", "Source", "Link", "Passage", "Figures", "Last verified"),
        [
            (
                words.link_to(row, f"[{row.label}]" if row.label else "open"),
                words.link_to(row.claim),
                words.link_to(row.source, length=60) if row.source else "unresolved",
                words.badge(row.source.link_state) if row.source else "–",
                words.badge(row.passage_state),
                words.badge(row.values_state),
                tables.moment(row.last_verified_at),
            )
            for row in rows
        ],
        more_url,
    )


def _states(row: Citation) -> SafeString:
    """The state of the passage, of its figures if it has any, and of the passage in the archive's copy."""
    figures = "" if row.values_state == ValuesState.NONE else row.values_state
    badges = (
        words.badge(row.passage_state),
        words.badge(figures, f"figures {figures}"),
        words.badge(row.archived_state, f"in the archive {row.archived_state}"),
    )
    return format_html_join(SafeString("<br>"), "{}", ((badge,) for badge in badges if badge))


def passage_table(citations: QuerySet[Citation], more_url: str) -> tables.Table:
    """The citations of one source with their passages and states."""
    rows = citations.select_related("claim")[: tables.SHOWN]
    return tables.Table(
        "Citations",
        ("Marker", "Claim", "Pinned → now", "State", "Last verified"),
        [
            (
                words.link_to(row, f"[{row.label}]" if row.label else "open"),
                words.link_to(row.claim),
                wordings.in_place(row),
                _states(row),
                tables.moment(row.last_verified_at),
            )
            for row in rows
        ],
        more_url,
    )
