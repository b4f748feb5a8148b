"""Step: one look on its way into the rows: judged, settled, watched, planned. It reads and writes none itself."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F

from claims.errors import FetchError, ReadError
from claims.ids import type_id, uuid7
from claims.models import SourceCheck
from claims.pipeline.fingerprint import text_hash
from claims.pipeline.watching import link_state, moves, page_classifier, schedule
from claims.pipeline.watching.link_state import LinkHistory, LinkResult
from claims.services.leasing.leases import HostLease, SourceLease
from claims.services.watching.looks import READER_VERSION, Look
from claims.values import Actor, LinkState, Page

Outcome = SourceCheck.Outcome
Result = TypeVar("Result")

_UNSEEN, _NOWHERE = LinkHistory(), moves.Move()
_NEVER = datetime.max.replace(tzinfo=UTC)
BASELINE = F("source__text_hash")
_PACE = {
    Outcome.FIRST: schedule.Outcome.NEW,
    Outcome.CHANGED: schedule.Outcome.CHANGED,
    Outcome.FAILED: schedule.Outcome.FAILED,
}
_SCREENED = {
    page_classifier.PageKind.CHALLENGE: LinkResult.BLOCKED,
    page_classifier.PageKind.PAYWALL: LinkResult.PAYWALLED,
    page_classifier.PageKind.SOFT_404: LinkResult.SOFT_404,
}
_ALIVE = frozenset({LinkResult.ALIVE, LinkResult.MOVED})
# What takes an adopted address back: it does not lead to the page any more.
_LOST = frozenset({LinkResult.NOT_FOUND, LinkResult.GONE, LinkResult.SOFT_404})
_FAILING = frozenset({LinkResult.FAILING, LinkResult.NAME_FAILING})
_rng = random.Random()  # noqa: S311 spreads load, guards nothing


@dataclass(frozen=True, slots=True)
class Known:
    """What the rows know of the sources of a batch, by source: read once for all of them."""

    waiting: set[uuid.UUID]
    texts: Mapping[uuid.UUID, str]
    pending: Mapping[uuid.UUID, str]
    landings: Mapping[uuid.UUID, int]
    importance: Mapping[uuid.UUID, int]
    limits: schedule.Limits


@dataclass(slots=True)
class Step:
    """One look on its way. Its methods are called in their order; what the watch found is noted in between."""

    look: Look
    turn: HostLease
    source: SourceLease = field(init=False)
    check_id: uuid.UUID = field(default_factory=uuid7)
    kind: page_classifier.PageKind = page_classifier.PageKind.PAGE
    failure: FetchError | ReadError | None = None
    seen: LinkResult | None = None
    outcome: Outcome = Outcome.FAILED
    text_hash: str = ""
    snapshot_id: uuid.UUID | None = None
    history: LinkHistory = _UNSEEN
    move: moves.Move = _NOWHERE
    adopted_url: str = ""
    host_id: uuid.UUID | None = None
    reason: str = ""
    severity: int = 0
    is_frozen: bool = False
    is_held: bool = False
    unconfirmed_at: datetime | None = None
    next_check_at: datetime = _NEVER
    pace: schedule.CheckHistory | None = None
    now: datetime | None = None

    # -- what is known from the look alone ------------------------------------------------------------------------

    def __post_init__(self) -> None:
        """The source as it was leased."""
        self.source = self.look.source

    @property
    def page(self) -> Page | None:
        """What came, if it was the page and could be read."""
        return None if self.failure else self.look.page

    @property
    def text(self) -> str:
        """The text that was read; call it only if one was."""
        return self.look.text or ""

    @property
    def has_new_text(self) -> bool:
        """Whether a text came that is not the confirmed one, of this reader."""
        return self.outcome in (Outcome.FIRST, Outcome.CHANGED, Outcome.REBASED)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was read and nothing failed: there is nothing to compare, and hardly anything to tell."""
        return self.look.text is None and self.look.failure is None

    @property
    def actor(self) -> Actor:
        """The worker, with this look as the cause."""
        return Actor("worker", "refresh", "check", type_id("check", self.check_id))

    @property
    def link_before(self) -> LinkState:
        """The link's state before this look."""
        return self.source.link_state

    @property
    def link_after(self) -> LinkState:
        """The link's state after it."""
        return self.history.state

    @property
    def may_confirm(self) -> bool:
        """Whether this look is late enough after a first one to confirm what that saw."""
        since = self.source.unconfirmed_at
        return since is not None and (self.now or since) >= since + self.turn.confirm_after

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell of the source itself."""
        is_moved = self.adopted_url != self.source.adopted_url
        return self.link_before is not self.link_after or is_moved or self.severity > 0

    # -- judged ---------------------------------------------------------------------------------------------------

    def judge(self, known: Known) -> None:
        """What came: a page, or something else that was answered in its place."""
        self.failure = self.look.failure
        page = self.look.page
        if page and self.look.text is not None and self.look.metadata is not None:
            verdict = page_classifier.classify_page(
                page,
                self.look.metadata,
                self.look.text,
                baseline=known.texts.get(self.source.id, ""),
                shared_landings=known.landings.get(self.source.id, 0),
            )
            self.kind = verdict.kind
            if verdict.kind in _SCREENED:
                detail = f"In the page's place came a {verdict.kind.replace('_', ' ')}: {', '.join(verdict.signals)}."
                self.failure = ReadError(detail, code=verdict.kind)
        self.seen = self._seen()
        self.outcome = self._outcome()

    def _seen(self) -> LinkResult | None:
        """What was seen of the link; None if nothing was (the page came and could not be read is alive)."""
        if self.kind in _SCREENED:
            return _SCREENED[self.kind]
        if isinstance(self.look.result, FetchError):
            return link_state.result_of_error(self.look.result)
        seen = link_state.result_of_page(self.look.result)
        return LinkResult.MOVED if self.source.adopted_url and seen is LinkResult.ALIVE else seen

    def _outcome(self) -> Outcome:
        source, look = self.source, self.look
        if isinstance(look.result, FetchError) or self.kind in _SCREENED:
            return Outcome.FAILED
        if self.failure:
            return Outcome.UNREADABLE
        if look.text is None:
            return Outcome.NOT_MODIFIED if look.result.is_not_modified else Outcome.SAME_BODY
        self.text_hash = text_hash(look.text)
        if not source.text_hash:
            return Outcome.FIRST
        if self.text_hash == source.text_hash:
            return Outcome.SAME_TEXT
        return Outcome.CHANGED if source.extractor_version == READER_VERSION else Outcome.REBASED

    # -- settled --------------------------------------------------------------------------------------------------

    def settle(self, known: Known, *, is_frozen: bool, now: datetime) -> None:
        """The link's new state and why; a move that is adopted, or taken back."""
        self.now, self.is_frozen = now, is_frozen
        source = self.source
        before = LinkHistory(self.link_before, source.strikes, source.first_failed_at, source.last_status)
        seen = self.seen or LinkResult.ALIVE
        status = self.look.page.status if self.look.page else getattr(self.failure, "status", None)
        self.history = link_state.next_link_state(before, seen, now, status=status, is_frozen=is_frozen)
        self.reason = link_state.explain(before, self.history, seen, now, is_frozen=is_frozen)
        self._settle_move(seen, known.texts.get(source.id, ""), now)

    def _settle_move(self, seen: LinkResult, before: str, now: datetime) -> None:
        """A page that moved is the same page only if most of its text came along."""
        source = self.source
        self.adopted_url, self.host_id = source.adopted_url, source.host_id
        self.move = moves.Move(source.move_target, source.move_since, source.move_checks)
        # One failure may be anything; the second one in a row leaves no doubt.
        is_lost = seen in _LOST or (seen in _FAILING and source.strikes > 0)
        if source.adopted_url and is_lost:
            self.adopted_url, self.move = "", moves.Move()
            self.reason += " The adopted address is left; the cited one is asked next."
        elif self.page and (self.page.hops or self.move.target):
            is_comparable = before and self.look.text is not None
            likeness = moves.text_likeness(before, self.text) if is_comparable else None
            self.move = moves.next_move(self.move, self.page, likeness=likeness, now=now)
            if moves.is_ripe(self.move, now):
                self.adopted_url, self.move = self.move.target, moves.Move()
                self.reason += " It has moved for good: the new address is asked from now on."

    # -- planned --------------------------------------------------------------------------------------------------

    def plan(self, known: Known, *, now: datetime) -> None:
        """When it is looked at next."""
        source, page = self.source, self.look.page
        history = schedule.CheckHistory(
            interval_seconds=source.interval_seconds,
            check_count=source.check_count,
            changes=source.changes,
            exposure_seconds=source.exposure_seconds,
            failing_since=source.failing_since,
            checked_at=source.checked_at,
        )
        quiet = schedule.Outcome.UNCHANGED
        plan = schedule.next_check(
            history,
            quiet if self.is_held else _PACE.get(self.outcome, quiet),
            importance=known.importance.get(source.id, 0),
            prior=schedule.ChangePrior(self.turn.changes, self.turn.exposure_seconds),
            signals=schedule.Signals(
                retry_after_seconds=getattr(self.failure, "retry_after_seconds", None),
                max_age_seconds=schedule.max_age_seconds(page.headers) if page else None,
                modified_at=self.look.metadata.modified_at if self.look.metadata else None,
                has_incident=self.is_frozen,
            ),
            limits=known.limits,
            now=now,
            rng=_rng,
        )
        self.pace = plan.history
        self.next_check_at = now + timedelta(seconds=plan.wait_seconds)
        self._plan_confirmation(now)

    def _plan_confirmation(self, now: datetime) -> None:
        """A change that would alarm waits for a second look; until then everything stays as it was confirmed last."""
        since = self.source.unconfirmed_at
        if self.is_held:
            self.unconfirmed_at = now if since is None or self.may_confirm else since
            self.next_check_at = self.unconfirmed_at + self.turn.confirm_after
            self.reason += f" A change waits for a second look at {self.next_check_at:%Y-%m-%d %H:%M:%S}."
        elif since and self.failure:
            self.unconfirmed_at = since
            self.reason += " A change still waits for a second look."
        elif since and self.severity:
            self.reason += " A second look saw the same: the change is told."
        elif since:
            self.reason += " The change that was seen before did not last."

    # -- written --------------------------------------------------------------------------------------------------

    def source_row(self) -> dict[str, Any]:
        """What is written of the source: column and value. Of its baseline, what stays is left out."""
        source, history, pace = self.source, self.history, self.pace
        if pace is None:
            raise RuntimeError("A look is planned before it is written.")
        row: dict[str, Any] = {
            "id": source.id,
            "token": source.token,
            "next_check_at": self.next_check_at,
            "host_id": self.host_id,
            "link_state": history.state,
            "strikes": history.strikes,
            "failing_since": pace.failing_since,
            "first_failed_at": history.first_failed_at,
            "last_status": history.last_status,
            "last_error": self.failure.code if self.failure else "",
            "interval_seconds": pace.interval_seconds,
            "check_count": pace.check_count,
            "changes": pace.changes,
            "exposure_seconds": pace.exposure_seconds,
            "checked_at": self.now,
            "read_at": self.now if self.look.page and not self.look.page.is_not_modified else source.read_at,
            "adopted_url": self.adopted_url,
            "move_target": self.move.target,
            "move_since": self.move.since,
            "move_checks": self.move.checks,
            "archive_due_at": self.now if self._wants_copy() else None,
            "unconfirmed_at": self.unconfirmed_at,
            "unconfirmed_snapshot_id": self._unconfirmed_snapshot(),
        }
        return row | self._baseline()

    def _unconfirmed_snapshot(self) -> uuid.UUID | None:
        if self.unconfirmed_at is None:
            return None
        kept = self.source.unconfirmed_snapshot_id
        return kept if self.unconfirmed_at == self.source.unconfirmed_at and kept else self.snapshot_id

    def _wants_copy(self) -> bool:
        fallen = {LinkState.DEAD, LinkState.GONE, LinkState.SOFT_404}
        return self.link_after in fallen and self.link_before not in fallen and not self.source.archive_url

    def _baseline(self) -> dict[str, Any]:
        """What the next look is compared with, as far as it is this one's: nothing if it failed or waits to be confirmed."""
        source, page = self.source, self.page
        if page is None or self.is_held:
            return {}
        row: dict[str, Any] = {"final_url": page.final_url, **_validators(source, page)}
        if self.look.body_hash:
            row["body_hash"] = self.look.body_hash
        if self.look.text is not None:
            row |= {"text_hash": self.text_hash, "extractor_version": READER_VERSION}
        if self.outcome is Outcome.CHANGED:
            row["changed_at"] = self.now
        return {name: value for name, value in row.items() if value != getattr(source, name)}

    def check_row(self) -> dict[str, Any]:
        """The look itself, as it is kept: column and value."""
        page, failure = self.look.page, self.failure
        error = self.look.result if isinstance(self.look.result, FetchError) else None
        return {
            "id": self.check_id,
            "source_id": self.source.id,
            "checked_at": self.now,
            "outcome": self.outcome,
            "status": page.status if page else error.status if error else None,
            "error": failure.code if failure else "",
            "detail": failure.detail if failure else "",
            "reason": self.reason.strip(),
            "final_url": page.final_url if page else error.hops[-1].url if error and error.hops else "",
            "link_state": self.link_after,
            "elapsed_ms": page.elapsed_ms if page else error.elapsed_ms if error else 0,
            "body_bytes": self.look.body_bytes,
            "snapshot_id": self.snapshot_id,
            "next_check_at": self.next_check_at,
        }

    def written(self, make: Callable[..., Result]) -> Result:
        """What became of it, for whoever counts."""
        pace = self.pace
        seen_seconds = pace.exposure_seconds - self.source.exposure_seconds if pace else 0
        return make(
            source_id=self.source.id,
            outcome=self.outcome,
            link_state=self.link_after,
            changes=int(self.outcome is Outcome.CHANGED and not self.is_held),
            exposure_seconds=max(seen_seconds, 0),
        )


def _validators(source: SourceLease, page: Page) -> dict[str, str]:
    """Byte-exact, and shown again only to `final_url`, the URL that sent them. A 304 may leave out what did not change.

    Bytes beyond ASCII come as halves of characters, which no row can hold: without them the page is asked for anew.
    """
    etag, last_modified = (value if value.isascii() else "" for value in (page.etag, page.last_modified))
    return {
        "etag": etag or (source.etag if page.is_not_modified else ""),
        "last_modified": last_modified or (source.last_modified if page.is_not_modified else ""),
    }
