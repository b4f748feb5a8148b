"""Link reasons: each state of a link is explained in one short sentence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.watching.link_reasons import explain
from claims.pipeline.watching.link_state import LinkHistory, LinkResult, next_link_state
from claims.pipeline.watching.page_classifier import Signal
from claims.vocabulary import LinkState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "result", "status", "hours", "sentence"),
    [
        (LinkHistory(), LinkResult.ALIVE, 200, 0, "Live."),
        (LinkHistory(), LinkResult.MOVED, 200, 0, "Moved for good."),
        (
            LinkHistory(LinkState.DEAD, Decimal("3.50"), NOW),
            LinkResult.ALIVE,
            200,
            90,
            "Live; 3.5 strikes are forgiven.",
        ),
        (
            LinkHistory(LinkState.SUSPECT, Decimal(1), NOW, 404),
            LinkResult.NOT_FOUND,
            404,
            24,
            "404; 2 of 3 strikes since 2026-11-23 12:00; dead at the earliest on 2026-11-26 12:00.",
        ),
        (
            LinkHistory(LinkState.SUSPECT, Decimal(1), NOW, 404),
            LinkResult.FAILING,
            None,
            80,
            "No usable answer; 1.5 of 3 strikes since 2026-11-23 12:00; dead once they are enough.",
        ),
        (
            LinkHistory(LinkState.SUSPECT, Decimal(2), NOW, 404),
            LinkResult.NOT_FOUND,
            404,
            72,
            "404; now dead, with 3 of 3 strikes since 2026-11-23 12:00.",
        ),
        (
            LinkHistory(LinkState.GONE, Decimal(2), NOW, 410),
            LinkResult.GONE,
            410,
            72,
            "410; still gone, with 3 of 3 strikes since 2026-11-23 12:00.",
        ),
        (
            LinkHistory(LinkState.SUSPECT, Decimal(1), NOW, 200, was_soft_404=True),
            LinkResult.SOFT_404,
            200,
            1,
            "Not the page; now a soft 404, with 2 of 3 strikes since 2026-11-23 12:00.",
        ),
        (
            LinkHistory(),
            LinkResult.BLOCKED,
            403,
            0,
            "403: the page refuses us; neither a strike nor forgiveness.",
        ),
        (
            LinkHistory(),
            LinkResult.BLOCKED,
            200,
            0,
            "A challenge stands in front of the page; neither a strike nor forgiveness.",
        ),
        (
            LinkHistory(),
            LinkResult.BLOCKED,
            None,
            0,
            "Its address may not be reached from here; neither a strike nor forgiveness.",
        ),
        (
            LinkHistory(),
            LinkResult.ROBOTS_DENIED,
            None,
            0,
            "robots.txt forbids the request or cannot be read; neither a strike nor forgiveness.",
        ),
    ],
)
def test_state_is_explained(before, result, status, hours, sentence):
    now = NOW + timedelta(hours=hours)
    after = next_link_state(before, result, now, status=status)

    assert explain(before, after, result, now) == sentence


def test_a_soft_404_is_explained_by_what_was_found():
    after = next_link_state(LinkHistory(), LinkResult.SOFT_404, NOW, status=200)
    signals = (Signal.UNLIKE_BEFORE, Signal.HARDLY_ANY_TEXT)

    assert explain(LinkHistory(), after, LinkResult.SOFT_404, NOW, signals=signals).startswith(
        "Not the page: hardly anything of the earlier text, hardly any text; 1 of 3 strikes"
    )


def test_incident_is_explained():
    before = LinkHistory(LinkState.SUSPECT, Decimal(1), NOW, 404)
    after = next_link_state(before, LinkResult.FAILING, NOW, status=503, is_frozen=True)

    assert explain(before, after, LinkResult.FAILING, NOW, is_frozen=True) == (
        "503; the host has an incident: the link's state waits for its end."
    )


@given(
    st.sampled_from(list(LinkResult)),
    st.sampled_from(list(LinkState)),
    st.decimals(0, 99, places=2),
    st.one_of(st.none(), st.integers(100, 599)),
    st.booleans(),
)
def test_explanation_is_one_short_sentence(result, state, strikes, status, is_frozen):
    before = LinkHistory(state, strikes, NOW, 404)
    after = next_link_state(before, result, NOW, status=status, is_frozen=is_frozen)

    sentence = explain(before, after, result, NOW, is_frozen=is_frozen)

    assert sentence.endswith(".")
    assert len(sentence) <= 200
