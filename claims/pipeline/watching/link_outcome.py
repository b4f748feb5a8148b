"""LinkOutcome: a link's state after a check, and where its source is requested from now on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.pipeline.watching import link_reasons, link_state, moves
from claims.pipeline.watching.link_state import FALLEN_LINKS, LinkHistory, LinkResult
from claims.pipeline.watching.moves import Move
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext, SourceLease
from claims.pipeline.watching.verdict import Verdict
from claims.vocabulary import LinkState

# Results that withdraw an adopted address: at once, or if the check before failed too.
_LOST = frozenset({LinkResult.NOT_FOUND, LinkResult.GONE, LinkResult.SOFT_404})
_FAILING = frozenset({LinkResult.FAILING, LinkResult.NAME_FAILING})


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """The link's state before and after a check, the reason in sentences, and the move as it is known now."""

    before: LinkState
    history: LinkHistory
    reason: str
    move: Move
    adopted_url: str
    is_readdressed: bool

    @property
    def after(self) -> LinkState:
        """The link's state after the check."""
        return self.history.state

    @property
    def has_changed(self) -> bool:
        """Whether the state is another one now."""
        return self.before is not self.history.state

    @property
    def has_fallen(self) -> bool:
        """Whether the link is dead, gone or a soft 404 since this check."""
        return self.history.state in FALLEN_LINKS and self.before not in FALLEN_LINKS


def settle(
    verdict: Verdict, response: Response, context: SourceContext, *, is_frozen: bool, now: datetime
) -> LinkOutcome:
    """The link after a check at `now`. `is_frozen` says that its host has an incident."""
    source, result = response.source, verdict.link_result
    before, page = source.link_history, response.page
    status = page.status if page else getattr(verdict.failure, "status", None)
    history = link_state.next_link_state(before, result, now, status=status, is_frozen=is_frozen)
    reason = link_reasons.explain(before, history, result, now, is_frozen=is_frozen, signals=verdict.signals)
    move, adopted_url, reason_of_move = _settle_move(verdict, response, context, now)
    is_readdressed = adopted_url != source.adopted_url
    return LinkOutcome(before.state, history, reason + reason_of_move, move, adopted_url, is_readdressed)


def _settle_move(
    verdict: Verdict, response: Response, context: SourceContext, now: datetime
) -> tuple[Move, str, str]:
    """The move, the adopted address, and what the reason says of them."""
    source, page, move = response.source, response.page, response.source.move
    if source.adopted_url and _is_lost(source, verdict.link_result):
        return Move(), "", " The adopted address is withdrawn; the cited one is requested next."
    if not source.adopted_url and _is_without_text(source, verdict.link_result):
        reason = (
            " The address that has the page's text is not there; the cited page itself is requested next."
        )
        return Move(), source.cited_page, reason
    if page is None or verdict.failure or not (page.hops or move.target):
        return move, source.adopted_url, ""
    is_comparable = context.confirmed_text and response.text is not None
    likeness = moves.text_likeness(context.confirmed_text, response.text or "") if is_comparable else None
    move = moves.next_move(move, page, likeness=likeness, now=now)
    if moves.is_ripe(move, now):
        return Move(), move.target, " The source has moved: the new address is requested from now on."
    return move, source.adopted_url, ""


def _is_without_text(source: SourceLease, result: LinkResult) -> bool:
    """Whether the address that has a page's text leads nowhere: at once if it never had one, else twice in a row."""
    is_first = source.text_hash == "" or source.strikes > 0
    return result in (LinkResult.NOT_FOUND, LinkResult.GONE) and is_first and source.cited_page != ""


def _is_lost(source: SourceLease, result: LinkResult) -> bool:
    """Whether the adopted address leads nowhere. A single failure to connect is not enough, two in a row are."""
    return result in _LOST or (result in _FAILING and source.strikes > 0)
