"""A row that was altered stays altered until it has its figures again, whatever else of its page changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claims.pipeline.watching.citation_states import CitationState
from claims.pipeline.watching.citation_watch import watch
from claims.pipeline.watching.source_lease import SourceContext
from claims.values import CitedClaim
from claims.vocabulary import PassageState, ValuesState
from tests.claims.pipeline.watching.leased import TEXT, read_page
from tests.claims.pipeline.watching.test_citation_watch import after, citation, watched_source

BOARD = f"{TEXT}\n\nModel\t\tArena\t\tLive\nHeron-2\t\t89.4\t\t62.2\nKestrel-3\t\t85.5\t\t60.1\n"
SWAPPED = BOARD.replace("Arena\t\tLive", "Live\t\tArena")
REVISED = BOARD.replace("89.4", "88.0")
PINNED = CitationState(
    passage_exact="Heron-2\t\t89.4\t\t62.2",
    passage_prefix="",
    passage_suffix="",
    passage_state=PassageState.INTACT,
    found="",
    expected_values=("89.4",),
    values_state=ValuesState.PRESENT,
)
CLAIM = CitedClaim("Heron-2 leads with 89.4 points.", ("Heron-2",))


def checked_twice(state: CitationState, before: str, text: str) -> CitationState:
    """The state once two checks found the text."""
    context = SourceContext(confirmed_text=before, unconfirmed_text=text)
    source = watched_source(read_page(text), context, may_confirm=True)
    return after(watch(source, [citation(state, claim=CLAIM)]))


@pytest.mark.parametrize("changed", [SWAPPED, REVISED], ids=["other headings", "another figure"])
def test_a_row_that_was_altered_stays_so_while_other_words_change_and_recovers_with_its_figures(
    changed: str,
) -> None:
    altered = checked_twice(PINNED, BOARD, changed)
    assert altered.passage_state is PassageState.ALTERED

    later = checked_twice(altered, changed, f"{changed}\nA new comment.")
    assert later == altered

    restored = checked_twice(later, f"{changed}\nA new comment.", BOARD)
    assert (restored.passage_state, restored.found, restored.values_state) == (
        PassageState.INTACT,
        "",
        ValuesState.PRESENT,
    )


def test_another_change_of_an_altered_row_is_told() -> None:
    altered = checked_twice(PINNED, BOARD, REVISED)

    again = checked_twice(altered, REVISED, BOARD.replace("89.4", "87.1"))

    assert again.found == "Heron-2\t\t87.1\t\t62.2"


def test_a_row_that_a_sentence_replaced_is_not_missing_when_other_words_change() -> None:
    said = f"{TEXT}\n\nWith its 89.4 points Heron-2 leads all others.\n"
    altered = checked_twice(PINNED, BOARD, said)
    assert altered.found == "With its 89.4 points Heron-2 leads all others."

    assert checked_twice(altered, said, f"{said}\nA new comment.") == altered


UNITS = f"{TEXT}\n\nModel\t\tSpeed (km/h)\t\tDoors\nHeron-2\t\t89.4\t\t4\nKestrel-3\t\t85.5\t\t5\n"
IN_MILES = UNITS.replace("km/h", "mph")


def test_a_row_below_another_unit_stays_altered_while_a_cell_beside_its_figure_changes() -> None:
    pinned = replace(PINNED, passage_exact="Heron-2\t\t89.4\t\t4")
    altered = checked_twice(pinned, UNITS, IN_MILES)
    assert (altered.passage_state, altered.values_state) == (PassageState.ALTERED, ValuesState.CHANGED)

    more_doors = IN_MILES.replace("89.4\t\t4", "89.4\t\t5")
    assert checked_twice(altered, IN_MILES, more_doors) == altered

    restored = checked_twice(altered, more_doors, UNITS)
    assert (restored.passage_state, restored.values_state) == (PassageState.INTACT, ValuesState.PRESENT)
