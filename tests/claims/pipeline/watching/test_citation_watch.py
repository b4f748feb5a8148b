"""The citations of a source are looked for in its text; a change that alarms is held back until a second check agrees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from claims.errors import FetchError
from claims.pipeline.watching.citation_states import CitationRecord, CitationState
from claims.pipeline.watching.citation_watch import (
    NOTHING_WATCHED,
    Watched,
    WatchedCitation,
    WatchedSource,
    is_watched,
    watch,
)
from claims.pipeline.watching.link_outcome import settle
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext, SourceLease
from claims.pipeline.watching.verdict import judge
from claims.values import CitedClaim
from claims.vocabulary import FetchFailure, LinkState, PassageState, ValuesState
from tests.claims.pipeline.watching.leased import NOW, TEXT, lease_of, page_of, read_page

WORDS = "Kestrel-2 was trained on 12 trillion tokens."
EDITED = TEXT.replace("12 trillion", "9 trillion")
PINNED = CitationState(
    passage_exact=WORDS,
    passage_prefix="",
    passage_suffix=" It is a long report",
    passage_state=PassageState.INTACT,
    found="",
    expected_values=("12 trillion",),
    values_state=ValuesState.PRESENT,
)
UNPINNED = CitationState("", "", "", PassageState.UNPINNED, "", (), ValuesState.NONE)
CLAIM = CitedClaim("Kestrel-2 was trained on 12 trillion tokens.", ("Kestrel-2",))


def citation(state: CitationState = PINNED, **values: Any) -> CitationRecord:
    """A citation that was verified before."""
    return CitationRecord(
        **{"id": UUID(int=9), "state": state, "claim": CLAIM, "is_verified": True, **values}
    )


def watched_source(
    response: Response, context: SourceContext | None = None, *, may_confirm: bool = False
) -> WatchedSource:
    context = context or SourceContext(confirmed_text=TEXT)
    verdict = judge(response, context)
    link = settle(verdict, response, context, is_frozen=False, now=NOW)
    return WatchedSource(response, context, verdict, link, may_confirm)


def gone_twice(source: SourceLease | None = None) -> Response:
    """A 410 that follows another one."""
    source = source or lease_of(link_state=LinkState.SUSPECT, last_status=410)
    return Response(source, FetchError("410", code=FetchFailure.HTTP_STATUS, status=410))


def after(watched: Watched) -> CitationState:
    """The state of the one citation that was found."""
    [found] = watched.citations
    return found.after


def test_a_passage_that_stands_changes_nothing() -> None:
    watched = watch(watched_source(read_page(f"{TEXT}More.")), [citation()])

    assert (after(watched), watched.severity, watched.is_held) == (PINNED, 0, False)
    assert watched.citations[0].changes == {}


def test_an_alarm_is_held_back_and_nothing_is_written_of_it() -> None:
    watched = watch(watched_source(read_page(EDITED)), [citation()])

    assert watched == Watched(citations=(), severity=0, is_held=True)


def test_an_alarm_that_a_second_check_confirms_is_reported() -> None:
    context = SourceContext(confirmed_text=TEXT, unconfirmed_text=EDITED)

    watched = watch(watched_source(read_page(EDITED), context, may_confirm=True), [citation()])

    assert (watched.severity, watched.is_held) == (5, False)
    assert watched.citations[0].changes == {
        "passage_state": (PassageState.INTACT, PassageState.ALTERED),
        "values_state": (ValuesState.PRESENT, ValuesState.CHANGED),
        "found": ("", "Kestrel-2 was trained on 9 trillion tokens."),
    }
    assert watched.citations[0].figures == (["12 trillion"], ["9 trillion"])


@pytest.mark.parametrize(
    ("first", "may_confirm"),
    [(EDITED, False), (TEXT, True), (TEXT.replace(WORDS, ""), True)],
    ids=["too soon", "the first check found it intact", "the first check found it missing"],
)
def test_an_alarm_on_which_two_checks_do_not_agree_is_held_back(first: str, may_confirm: bool) -> None:
    context = SourceContext(confirmed_text=TEXT, unconfirmed_text=first)

    watched = watch(watched_source(read_page(EDITED), context, may_confirm=may_confirm), [citation()])

    assert watched == Watched(is_held=True)


def test_one_alarm_holds_back_only_its_own_citation() -> None:
    other = replace(PINNED, passage_exact="It is a long report about birds and models.", expected_values=())
    other = replace(other, passage_suffix="", values_state=ValuesState.NONE)

    watched = watch(watched_source(read_page(EDITED)), [citation(), citation(other, id=UUID(int=8))])

    assert [found.id for found in watched.citations] == [UUID(int=8)]
    assert watched.is_held


def test_a_recovery_is_no_alarm_and_waits_too() -> None:
    altered = replace(
        PINNED,
        passage_state=PassageState.ALTERED,
        found="Kestrel-2 was trained on 9 trillion tokens.",
        values_state=ValuesState.CHANGED,
    )
    context = SourceContext(confirmed_text=EDITED)

    held = watch(watched_source(read_page(TEXT, lease_of(text_hash="e")), context), [citation(altered)])
    confirmed = watch(
        watched_source(
            read_page(TEXT, lease_of(text_hash="e")),
            replace(context, unconfirmed_text=TEXT),
            may_confirm=True,
        ),
        [citation(altered)],
    )

    assert held.is_held
    assert (after(confirmed), confirmed.severity, confirmed.recovers) == (PINNED, 2, 5)


def test_a_link_that_falls_puts_its_passages_out_of_reach() -> None:
    watched = watch(watched_source(gone_twice()), [citation()])

    assert after(watched) == replace(PINNED, passage_state=PassageState.UNREACHABLE)
    assert (watched.severity, watched.is_held) == (6, False)


def test_a_page_that_comes_back_needs_no_confirmation_if_its_passage_stands() -> None:
    lost = replace(PINNED, passage_state=PassageState.UNREACHABLE)

    watched = watch(watched_source(read_page(f"{TEXT}More.")), [citation(lost)])

    assert (after(watched), watched.is_held) == (PINNED, False)
    assert (watched.severity, watched.recovers) == (2, 6)


def test_a_page_that_comes_back_with_another_figure_waits() -> None:
    lost = replace(PINNED, passage_state=PassageState.UNREACHABLE)

    assert watch(watched_source(read_page(EDITED)), [citation(lost)]).is_held


def test_an_unpinned_citation_gets_the_sentence_that_says_its_claim() -> None:
    first = lease_of(text_hash="")

    watched = watch(watched_source(read_page(TEXT, first)), [citation(UNPINNED, is_verified=False)])

    assert after(watched).passage_exact == WORDS
    assert after(watched).expected_values == ("12 trillion",)
    assert (after(watched).passage_state, after(watched).values_state) == (
        PassageState.INTACT,
        ValuesState.PRESENT,
    )
    assert watched.citations[0].is_proposed
    assert watched.severity == 0


def test_a_citation_that_a_curator_left_unpinned_stays_so() -> None:
    watched = watch(watched_source(read_page(f"{TEXT}More.")), [citation(UNPINNED, is_left_unpinned=True)])

    assert after(watched) == UNPINNED


def test_in_a_text_of_a_new_reader_only_citations_are_looked_for_that_never_were() -> None:
    source = lease_of(extractor_version="another reader")
    fresh = citation(id=UUID(int=7), is_verified=False)

    watched = watch(watched_source(read_page(EDITED, source)), [citation(), fresh])

    assert [found.id for found in watched.citations] + [watched.is_held] == [True]


def test_a_citation_that_was_never_looked_for_is_looked_for_in_the_text_that_did_not_change() -> None:
    response = Response(lease_of(), page_of(status=304))
    context = SourceContext(confirmed_text=TEXT, is_awaited=True)
    unreachable = replace(PINNED, passage_state=PassageState.UNREACHABLE)

    watched = watch(watched_source(response, context), [citation(unreachable, is_verified=False)])

    assert after(watched) == PINNED


def test_an_alarm_in_a_text_that_did_not_change_is_reported_at_once() -> None:
    response = Response(lease_of(), page_of(status=304))
    context = SourceContext(confirmed_text=EDITED, is_awaited=True)

    watched = watch(watched_source(response, context), [citation(is_verified=False)])

    assert after(watched).passage_state is PassageState.ALTERED
    assert not watched.is_held


def test_a_wording_that_was_reported_stays_if_only_its_spaces_changed() -> None:
    reported = replace(
        PINNED,
        passage_state=PassageState.ALTERED,
        found="Kestrel-2 was trained  on 9 trillion tokens.",
        values_state=ValuesState.CHANGED,
    )

    watched = watch(watched_source(read_page(EDITED)), [citation(reported)])

    assert after(watched) == reported


@pytest.mark.parametrize(
    ("response", "context", "expected"),
    [
        (read_page(f"{TEXT}More."), SourceContext(confirmed_text=TEXT), True),
        (read_page(TEXT), SourceContext(confirmed_text=TEXT), False),
        (read_page(TEXT), SourceContext(confirmed_text=TEXT, is_awaited=True), True),
        (gone_twice(), SourceContext(), True),
        (gone_twice(lease_of()), SourceContext(is_awaited=True), False),
    ],
    ids=["new text", "same text", "same text that is awaited", "fallen", "failed"],
)
def test_a_source_is_watched_if_its_check_says_anything_new(
    response: Response, context: SourceContext, expected: bool
) -> None:
    source = watched_source(response, context)

    assert is_watched(source.verdict, source.link, source.context) is expected


def test_the_first_finding_of_a_citation_weighs_only_what_is_found() -> None:
    unreachable = replace(PINNED, passage_state=PassageState.UNREACHABLE)

    found = WatchedCitation(UUID(int=9), unreachable, PINNED, was_verified=False)

    assert (found.severity, found.needs_confirmation) == (0, False)


def test_a_source_without_citations_has_nothing_to_watch() -> None:
    assert watch(watched_source(read_page(EDITED)), []) == NOTHING_WATCHED


def test_page_of_a_passage_is_kept_whether_it_was_pinned_or_is_proposed() -> None:
    text = "A first page.\n\n\f" + TEXT.replace("trained on", "trained\fon")
    source = watched_source(read_page(text=text), SourceContext())

    assert after(watch(source, [citation()])).passage_page == 2
    assert after(watch(source, [citation(UNPINNED, is_verified=False)])).passage_page == 2


def test_page_that_a_passage_moved_to_is_no_change_that_is_reported() -> None:
    source = watched_source(read_page(text=f"A first page.\n\n\f{TEXT}"))

    [found] = watch(source, [citation(replace(PINNED, passage_page=1))]).citations

    assert (found.after.passage_page, found.changes, found.severity) == (2, {}, 0)


FRESH = replace(PINNED, passage_state=PassageState.UNREACHABLE, values_state=ValuesState.NONE)


def first_look(state: CitationState, text: str = TEXT) -> Watched:
    return watch(watched_source(read_page(text), SourceContext()), [citation(state, is_verified=False)])


def test_words_that_were_pinned_before_the_first_text_and_stand_in_it_are_verified() -> None:
    watched = first_look(FRESH)

    assert after(watched) == PINNED
    assert (watched.severity, watched.is_held) == (0, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (EDITED, "Kestrel-2 was trained on 9 trillion tokens."),
        ("Another page. It tells of the sea.", ""),
    ],
)
def test_words_that_the_first_text_has_not_are_unverified_and_no_alarm(text: str, found: str) -> None:
    watched = first_look(FRESH, text)

    assert (after(watched).passage_state, after(watched).found) == (PassageState.UNVERIFIED, found)
    assert after(watched).values_state is ValuesState.NONE
    assert (watched.severity, watched.is_held) == (0, False)
    assert "passage_state" in watched.citations[0].changes


def test_a_figure_that_contradicts_the_claim_at_the_first_text_is_no_change_of_the_source() -> None:
    watched = first_look(replace(FRESH, expected_values=("13 trillion",)))

    assert (after(watched).passage_state, after(watched).values_state) == (
        PassageState.INTACT,
        ValuesState.ABSENT,
    )
    assert (watched.severity, watched.is_held) == (0, False)


def test_a_row_that_was_pinned_before_the_first_text_has_the_unit_of_its_heading() -> None:
    pinned = replace(FRESH, passage_exact="Oslo\t\t48.3", expected_values=("48.3 million",))
    watched = first_look(pinned, "Airport\t\tPassengers (million)\nOslo\t\t48.3\nRome\t\t51.0\n")

    assert (after(watched).expected_values, after(watched).values_state) == (("48.3",), ValuesState.PRESENT)


def test_unverified_words_stay_so_until_the_page_has_them() -> None:
    unverified = citation(replace(FRESH, passage_state=PassageState.UNVERIFIED))
    without = TEXT.replace(WORDS, "")
    other = watch(watched_source(read_page(without)), [unverified])
    context = SourceContext(confirmed_text=without)
    there = watch(watched_source(read_page(TEXT, lease_of(text_hash="e")), context), [unverified])
    gone = watch(watched_source(gone_twice()), [unverified])

    assert after(other).passage_state is after(gone).passage_state is PassageState.UNVERIFIED
    assert after(there).passage_state is PassageState.INTACT
    assert (other.severity, gone.severity, there.severity, there.is_held) == (0, 0, 0, False)


def test_words_that_stood_in_the_text_before_are_missed_with_an_alarm() -> None:
    context = SourceContext(confirmed_text=TEXT)
    source = watched_source(read_page(TEXT.replace(WORDS, "")), context)

    assert watch(source, [citation(FRESH, is_verified=False)]).is_held


def test_a_range_becomes_the_whole_passage_at_the_first_text() -> None:
    watched = first_look(replace(FRESH, passage_exact="Kestrel-2 was … tokens", expected_values=()))

    assert after(watched).passage_exact == "Kestrel-2 was trained on 12 trillion tokens"
    assert after(watched).expected_values == ("12 trillion",)
    assert (after(watched).passage_state, watched.severity) == (PassageState.INTACT, 0)
    assert not watched.citations[0].is_proposed
