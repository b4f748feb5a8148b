"""Citation watch: how the passages of a source's citations stand after a check, and what is held back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from claims.pipeline.documents.pages import PAGE_BREAK, page_at
from claims.pipeline.watching.citation_states import CitationRecord, CitationState
from claims.pipeline.watching.claimed_figures import expected_figures, stated_figures
from claims.pipeline.watching.differences import PassageCheck, check_passage, is_same_wording
from claims.pipeline.watching.figures import compare_figures, figures_of
from claims.pipeline.watching.first_reading import ABSENT, has_stood, whole_range
from claims.pipeline.watching.found_rows import has_figures, is_only_row, stands_as_before
from claims.pipeline.watching.link_outcome import LinkOutcome
from claims.pipeline.watching.nearest_wording import nearest_wording
from claims.pipeline.watching.proposed_passages import propose_passage, say_again
from claims.pipeline.watching.recovery import ALARM_FROM, weigh_change
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.rows import Row, read_row
from claims.pipeline.watching.source_lease import SourceContext
from claims.pipeline.watching.verdict import Verdict
from claims.pipeline.watching.written_values import language_of
from claims.values import CitedClaim, FigureMatch, Passage
from claims.vocabulary import CheckOutcome, PassageState, ValuesState

CONFIRMED_FROM = ALARM_FROM
"""The least severity that is reported only after a second check."""

_REPORTED = ("passage_state", "values_state", "found", "passage_exact")
_MAX_CONTEXT = 200  # characters that a row holds of what stands beside a passage


@dataclass(frozen=True, slots=True)
class WatchedCitation:
    """A citation as it was reported last, and as a check finds it. `figures` are those of its passage, then and now.

    `is_first` says that its passage was pinned before the source had a text with it: what is found is no change.
    """

    id: uuid.UUID
    before: CitationState
    after: CitationState
    was_verified: bool
    figures: tuple[list[str], list[str]] = ([], [])
    is_first: bool = False

    @property
    def is_proposed(self) -> bool:
        """Whether its passage was pinned by this check."""
        return not self.before.passage_exact and bool(self.after.passage_exact)

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """What is reported of it: `{column: (before, after)}`."""
        if self.before == self.after:
            return {}
        pairs = {name: (getattr(self.before, name), getattr(self.after, name)) for name in _REPORTED}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    @property
    def severity(self) -> int:
        """The severity of its change."""
        return self._weight[0]

    @property
    def recovers(self) -> int:
        """The severity of the state that its change ends; 0 unless it is a recovery."""
        return self._weight[1]

    @property
    def _weight(self) -> tuple[int, int]:
        if self.is_proposed or self.is_first or not self.changes:
            return 0, 0
        return weigh_change(self.before.severity if self.was_verified else 0, self.after.severity)

    @property
    def needs_confirmation(self) -> bool:
        """Whether its change alarms, or ends an alarm, while the page could be read all the time."""
        is_recovery = self.before.passage_state is PassageState.UNREACHABLE and not self.is_first
        severity = self.after.severity if is_recovery else max(self._weight)
        return severity >= CONFIRMED_FROM


@dataclass(frozen=True, slots=True)
class Watched:
    """The citations of a source that a check looked for. Those that are held back are left out: nothing is written of them.

    `severity` is the highest of the changes and `recovers` the highest that one ends; `is_held` says whether one waits for
    confirmation.
    """

    citations: tuple[WatchedCitation, ...] = ()
    severity: int = 0
    recovers: int = 0
    is_held: bool = False


NOTHING_WATCHED = Watched()


@dataclass(frozen=True, slots=True)
class WatchedSource:
    """A check as far as its citations depend on it. `may_confirm` says that it is late enough after the one before."""

    response: Response
    context: SourceContext
    verdict: Verdict
    link: LinkOutcome
    may_confirm: bool

    @property
    def text(self) -> str:
        """The text in which they are looked for."""
        text = self.response.text
        return self.context.confirmed_text if text is None else text

    def wants(self, citation: CitationState, *, is_verified: bool) -> bool:
        """Whether a citation is looked for. In a text that is the same, or from a new reader, only if it never was."""
        is_new = self.verdict.outcome in (CheckOutcome.FIRST, CheckOutcome.CHANGED)
        return is_new or not is_verified or citation.passage_state is PassageState.UNREACHABLE


def is_watched(verdict: Verdict, link: LinkOutcome, context: SourceContext) -> bool:
    """Whether a check has anything to say of its source's citations that the check before had not."""
    is_read = verdict.failure is None and (verdict.has_new_text or context.is_awaited)
    return is_read or link.has_fallen


def watch(source: WatchedSource, citations: Iterable[CitationRecord]) -> Watched:
    """The citations of a source after a check. If its link has fallen, no passage can be reached."""
    if source.link.has_fallen:
        return _watched([_lose(citation) for citation in citations], is_held=False)
    records = [
        citation for citation in citations if source.wants(citation.state, is_verified=citation.is_verified)
    ]
    checked = [(record, _check(record, source)) for record in records]
    kept = [citation for record, citation in checked if not _is_held(citation, record.claim, source)]
    return _watched(kept, is_held=len(kept) < len(checked))


def _watched(citations: Sequence[WatchedCitation], *, is_held: bool) -> Watched:
    severity = max((citation.severity for citation in citations), default=0)
    recovers = max((citation.recovers for citation in citations), default=0)
    return Watched(tuple(citations), severity, recovers, is_held)


def _lose(citation: CitationRecord) -> WatchedCitation:
    is_unverified = citation.state.passage_state is PassageState.UNVERIFIED
    lost = replace(citation.state, passage_state=PassageState.UNREACHABLE, found="")
    after = citation.state if is_unverified else lost
    return WatchedCitation(citation.id, citation.state, after, citation.is_verified)


def _check(citation: CitationRecord, source: WatchedSource) -> WatchedCitation:
    before, after = citation.state, citation.state
    figures: tuple[list[str], list[str]] = ([], [])
    is_first = bool(before.passage_exact) and _is_first(citation, source)
    if is_first:
        after = _verify(before, citation.claim, source.text)
    elif before.passage_exact:
        after, figures = _find(before, citation.claim, source)
    elif not citation.is_left_unpinned:
        after = _propose(before, citation.claim, source.text)
    return WatchedCitation(citation.id, before, after, citation.is_verified, figures, is_first)


def _is_first(citation: CitationRecord, source: WatchedSource) -> bool:
    """Whether a passage was pinned and never seen: not by a check, and not in the text that the source has had."""
    state = citation.state
    if state.passage_state is PassageState.UNVERIFIED:
        return True
    is_awaited = state.passage_state is PassageState.UNREACHABLE and not citation.is_verified
    return is_awaited and not has_stood(source.context.confirmed_text, state.passage)


def _verify(state: CitationState, claim: CitedClaim, text: str) -> CitationState:
    """The state of a passage at the first text that it is looked for in: `unverified` if the text has not its words."""
    passage = whole_range(text, state.passage)
    expected = expected_figures(state.expected_values, claim.text, passage.exact, text=text)
    check = check_passage(text, passage, expected, claim=claim)
    is_absent = check.state in ABSENT
    return replace(
        state,
        passage_exact=passage.exact,
        passage_prefix=passage.prefix[-_MAX_CONTEXT:],
        passage_suffix=passage.suffix[:_MAX_CONTEXT],
        passage_state=PassageState.UNVERIFIED if is_absent else check.state,
        found=check.found or (nearest_wording(text, passage.exact) if is_absent else ""),
        expected_values=expected,
        values_state=ValuesState.NONE if is_absent else check.values.state,
        passage_page=None if is_absent else check.page,
    )


def _find(
    state: CitationState, claim: CitedClaim, source: WatchedSource
) -> tuple[CitationState, tuple[list[str], list[str]]]:
    """The state of a pinned passage in the text, and its figures.

    A wording that was reported stays as it was reported: the same words with other spaces are no change.
    """
    check = _check_claimed(source.text, state, claim, source.context.confirmed_text, was=state.passage_state)
    is_same = bool(state.found and check.found) and is_same_wording(state.found, check.found)
    found = state.found if is_same else check.found
    after = replace(
        state,
        passage_state=check.state,
        found=found,
        values_state=check.values.state,
        passage_page=check.page,
    )
    return after, (list(check.values.before), list(check.values.after))


def _check_claimed(
    text: str, state: CitationState, claim: CitedClaim, before: str, *, was: PassageState
) -> PassageCheck:
    """How a pinned passage that `was` in a state stands in a text.

    If it is missing, another sentence that says its claim is its new wording.
    """
    check = check_passage(text, state.passage, state.expected_values, before=before, claim=claim)
    if check.state is not PassageState.MISSING:
        row = read_row(state.passage_exact) if was is PassageState.ALTERED else None
        return _check_altered_row(text, state, claim, before, row, check) if row else check
    passage = say_again(claim.text, claim.names, state.expected_values, text)
    if passage is None:
        return check
    values = compare_figures(
        state.passage_exact, passage.exact, state.expected_values, language=language_of(text)
    )
    return PassageCheck(PassageState.ALTERED, passage.exact, values, _page_of(passage, text))


def _check_altered_row(
    text: str, state: CitationState, claim: CitedClaim, before: str, row: Row, check: PassageCheck
) -> PassageCheck:
    """How a row that was altered stands. As long as it stands as it did, it is altered; `before` is the text that altered it.

    So is one that had its figures below other headings, and has them there. A row whose figures move between its columns
    again has them back.
    """
    is_beside = state.found not in before and has_figures(before, row, state.expected_values)
    is_as_before = is_beside and check.state is PassageState.INTACT
    if is_as_before or stands_as_before(text, before, row):
        return PassageCheck(
            PassageState.ALTERED, state.found, FigureMatch(state.values_state), state.passage_page
        )
    if check.state is PassageState.ALTERED and is_only_row(text, row):
        return check_passage(text, state.passage, state.expected_values, claim=claim)
    return check


def _propose(state: CitationState, claim: CitedClaim, text: str) -> CitationState:
    """The state with the sentence of the text that says most of the claim pinned, if one says enough."""
    claimed = figures_of(claim.text)
    written = tuple(figure.verbatim for figure in claimed)
    passage = propose_passage(claim.text, claim.names, written, text)
    if passage is None:
        return state
    expected = stated_figures(claimed, passage.exact)
    return replace(
        state,
        passage_exact=passage.exact,
        passage_prefix=passage.prefix[-_MAX_CONTEXT:],
        passage_suffix=passage.suffix[:_MAX_CONTEXT],
        passage_state=PassageState.INTACT,
        expected_values=expected,
        values_state=ValuesState.PRESENT if expected else ValuesState.NONE,
        passage_page=_page_of(passage, text),
    )


def _page_of(passage: Passage, text: str) -> int | None:
    """The page of a passage that was taken from a text with what stands before and after it."""
    if PAGE_BREAK not in text:
        return None
    start = text.find(passage.prefix + passage.exact + passage.suffix)
    return page_at(text, start + len(passage.prefix))


def _is_held(citation: WatchedCitation, claim: CitedClaim, source: WatchedSource) -> bool:
    """Whether its change waits for confirmation. A text that did not change was seen by the check before."""
    is_new = source.verdict.failure is None and source.verdict.has_new_text
    return is_new and citation.needs_confirmation and not _is_confirmed(citation, claim, source)


def _is_confirmed(citation: WatchedCitation, claim: CitedClaim, source: WatchedSource) -> bool:
    """Whether the check before found its passage and its figures in the same state."""
    text, state = source.context.unconfirmed_text, citation.after
    if text is None or not source.may_confirm:
        return False
    was = citation.before.passage_state
    first = _check_claimed(text, state, claim, source.context.confirmed_text, was=was)
    return first.state is state.passage_state and first.values.state is state.values_state
