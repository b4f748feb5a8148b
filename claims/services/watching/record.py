"""Record: what looks at sources brought becomes rows, many looks in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import orjson
import psycopg
import structlog
from django.conf import settings
from django.db import connection, transaction

from claims.errors import ReadError
from claims.ids import uuid7
from claims.models import Article, Event, Snapshot, Source
from claims.pipeline.watching import schedule
from claims.services import events
from claims.services.articles import store
from claims.services.leasing.leases import HostLease, SourceLease
from claims.services.row_updates import retry_on_deadlock
from claims.services.watching import incidents, steps, watch
from claims.services.watching.looks import READER_VERSION, Look
from claims.services.watching.steps import Known, Outcome, Step
from claims.values import Actor, LinkState

logger = structlog.get_logger(__name__)

MOST_TOGETHER = 500
MOST_READ_TOGETHER = 50
"""Looks written in one transaction: those that read nothing, and those whose passages are looked for."""

_FALLEN_SEVERITY = 6
_TOLD_SEVERITY = 3

# What a look writes of its source: the column and its type. All rows of a batch in one statement.
_WRITTEN = {
    "host_id": "uuid",
    "link_state": "text",
    "strikes": "numeric",
    "failing_since": "timestamptz",
    "first_failed_at": "timestamptz",
    "last_status": "int",
    "last_error": "text",
    "interval_seconds": "int",
    "check_count": "int",
    "changes": "int",
    "exposure_seconds": "bigint",
    "checked_at": "timestamptz",
    "read_at": "timestamptz",
    "unconfirmed_at": "timestamptz",
    "unconfirmed_snapshot_id": "uuid",
    "adopted_url": "text",
    "move_target": "text",
    "move_since": "timestamptz",
    "move_checks": "int",
}
# What the next look is compared with stays as it is where a row does not say it.
_COMPARED = {
    "etag": "text",
    "last_modified": "text",
    "body_hash": "text",
    "text_hash": "text",
    "extractor_version": "text",
    "final_url": "text",
    "changed_at": "timestamptz",
}
# Whoever asked for a look while this one was under way gets one of his own. A copy that is still looked for is looked for
# as long as the link is fallen.
_WRITE_SOURCES = f"""
UPDATE claims_source source SET
    {", ".join(f"{name} = given.{name}" for name in _WRITTEN)},
    {", ".join(f"{name} = coalesce(given.{name}, source.{name})" for name in _COMPARED)},
    next_check_at = coalesce(source.requested_at, given.next_check_at),
    archive_due_at = CASE WHEN given.link_state IN ({", ".join(f"'{state}'" for state in sorted(watch.FALLEN_LINKS))})
        THEN coalesce(given.archive_due_at, source.archive_due_at) END,
    lease_token = NULL, lease_until = NULL, read_attempts = 0, version = source.version + 1
FROM json_to_recordset(%(rows)s) AS given (
    id uuid, token uuid, next_check_at timestamptz, archive_due_at timestamptz, {", ".join(map(" ".join, (_WRITTEN | _COMPARED).items()))}
)
WHERE source.id = given.id AND source.lease_token = given.token
RETURNING source.id, source.version
"""  # noqa: S608 names of our own columns
_CHECKED = {
    "id": "uuid",
    "source_id": "uuid",
    "checked_at": "timestamptz",
    "outcome": "text",
    "status": "int",
    "error": "text",
    "detail": "text",
    "reason": "text",
    "final_url": "text",
    "link_state": "text",
    "elapsed_ms": "int",
    "body_bytes": "int",
    "snapshot_id": "uuid",
    "next_check_at": "timestamptz",
}
_WRITE_CHECKS = f"""
INSERT INTO claims_sourcecheck ({", ".join(_CHECKED)})
SELECT {", ".join(_CHECKED)} FROM json_to_recordset(%(rows)s) AS given ({", ".join(map(" ".join, _CHECKED.items()))})
"""  # noqa: S608 names of our own columns
_TEXT = "(%s, %s, %s, %s, %s, %s)"
_INSERT_TEXTS = """
INSERT INTO claims_snapshot (id, source_id, text, text_hash, extractor_version, captured_at)
VALUES {} ON CONFLICT DO NOTHING RETURNING source_id, text_hash, id
"""
_LOCK = """
SELECT source.id FROM claims_source source
JOIN unnest(%(id)s::uuid[], %(token)s::uuid[]) AS given (id, token)
    ON source.id = given.id AND source.lease_token = given.token
ORDER BY source.id FOR NO KEY UPDATE OF source
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one look: the outcome, the link's state, and whether a change of its text counts."""

    source_id: uuid.UUID
    outcome: Outcome
    link_state: LinkState
    changes: int
    exposure_seconds: int


def record_looks(
    looks: Iterable[Look], turns: Mapping[uuid.UUID, HostLease], *, now: datetime
) -> list[Written]:
    """Write looks: checks, snapshots, link states, citations, articles; and their events.

    `turns` has the lease of each host. A look whose source was leased to somebody else meanwhile is left out. One that
    cannot be written is tried alone, and left out with its error in the log: whoever leased it sees to when it comes up again.
    """
    written: list[Written] = []
    for batch in _batches(looks):
        written += _record_or_halve(batch, turns, now)
    return written


def quarantine(taken: SourceLease, *, now: datetime) -> None:
    """Looking at this source ended worker after worker: nobody does it again until an operator lets it."""
    actor = Actor("worker", "refresh")
    with transaction.atomic():
        rows = Source.objects.select_for_update(no_key=True)
        source = rows.filter(pk=taken.id, lease_token=taken.token).first()
        if source is None:
            return
        before = LinkState(source.link_state)
        source.link_state = LinkState.QUARANTINED
        source.lease_token = source.lease_until = None
        source.next_check_at = now + timedelta(seconds=settings.CHECK_CEILING_SECONDS)
        source.version += 1
        source.save()
        if before is not LinkState.QUARANTINED:
            change = {"link_state": (before, LinkState.QUARANTINED)}
            events.record(Event.Type.SOURCE_LINK_CHANGED, source, actor=actor, now=now, changes=change)
        watch.weigh(watch.claims_citing({source.pk: actor}), now=now)
        error = ReadError("Reading this page ended its worker again and again.", code="quarantined")
        _fail_article(taken, error, actor=actor, now=now)


def _batches(looks: Iterable[Look]) -> Iterable[list[Look]]:
    """Articles alone, for they take long; of the others, those that were read in small batches."""
    quick: list[Look] = []
    read: list[Look] = []
    for look in looks:
        if look.source.is_article and (look.capture or look.failure):
            yield [look]
        else:
            (quick if look.text is None else read).append(look)
    for together, most in ((quick, MOST_TOGETHER), (read, MOST_READ_TOGETHER)):
        for at in range(0, len(together), most):
            yield together[at : at + most]


def _record_or_halve(
    batch: Sequence[Look], turns: Mapping[uuid.UUID, HostLease], now: datetime
) -> list[Written]:
    """One look's trouble is not another's."""
    try:
        return retry_on_deadlock(lambda: _record(batch, turns, now))
    except Exception:
        if len(batch) == 1:
            source = batch[0].source
            logger.exception("look not written", source=str(source.id), url=source.cited_url)
            return []
    half = len(batch) // 2
    return _record_or_halve(batch[:half], turns, now) + _record_or_halve(batch[half:], turns, now)


def _record(looks: Sequence[Look], turns: Mapping[uuid.UUID, HostLease], now: datetime) -> list[Written]:
    with transaction.atomic():
        found = [Step(look, turns[look.source.host_id]) for look in looks]
        known = _known(found)
        if known.waiting or any(not step.is_quiet for step in found):
            # What is compared and told must be ours until it is written. Where nothing happened, writing it tells.
            ours = _lock(looks)
            found = [step for step in found if step.source.id in ours]
        for step in found:
            step.judge(known)
        frozen = incidents.note_looks(found, now=now)
        for step in found:
            step.settle(known, is_frozen=step.source.host_id in frozen, now=now)
        _keep_snapshots(found, now)
        moved = watch.watch_sources(found, known, now=now)
        for step in found:
            step.plan(known, now=now)
        incidents.place_moved(found, now=now)
        versions = _write_sources(found)
        found = [step for step in found if step.source.id in versions]
        _write_checks(found)
        moved |= watch.claims_citing(_tell(found, versions, now))
        watch.weigh(moved, now=now)
        for step in found:
            _keep_article(step, now)
    return [step.written(Written) for step in found]


def _lock(looks: Sequence[Look]) -> set[uuid.UUID]:
    """The sources that are still ours, locked in the order of their keys."""
    given = {"id": [look.source.id for look in looks], "token": [look.source.token for look in looks]}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, given)
        return {key for (key,) in cursor.fetchall()}


def _known(found: Sequence[Step]) -> Known:
    """What is known of the sources that were looked at, one statement for each kind of thing."""
    keys = [step.source.id for step in found]
    resting = watch.resting_on(keys)
    waiting = {key for key, (_, waits) in resting.items() if waits}
    compared = [step.source for step in found if step.look.text is not None]
    texts = _texts([*waiting, *(source.id for source in compared)])
    pending = [source.unconfirmed_snapshot_id for source in compared if source.unconfirmed_snapshot_id]
    return Known(
        waiting=waiting,
        texts=texts,
        pending=dict(Snapshot.objects.filter(pk__in=pending).values_list("source_id", "text")),
        landings=incidents.shared_landings(found),
        importance={key: count for key, (count, _) in resting.items()},
        limits=schedule.Limits(
            floor=settings.CHECK_FLOOR_SECONDS,
            ceiling=settings.CHECK_CEILING_SECONDS,
            first=settings.CHECK_FIRST_SECONDS,
        ),
    )


def _texts(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The confirmed text of each of these sources."""
    if not keys:
        return {}
    rows = Snapshot.objects.filter(source__in=keys, text_hash=steps.BASELINE).order_by("captured_at")
    return dict(rows.values_list("source_id", "text"))


def _keep_snapshots(found: Sequence[Step], now: datetime) -> None:
    """A text that comes back is the row that it was."""
    fresh = [step for step in found if step.has_new_text]
    if not fresh:
        return
    keys = _insert_texts(fresh, now)
    if len(keys) < len(fresh):
        rows = Snapshot.objects.filter(
            source__in=[step.source.id for step in fresh],
            text_hash__in=[step.text_hash for step in fresh],
            extractor_version=READER_VERSION,
        ).values_list("source_id", "text_hash", "pk")
        keys |= {(source, text): key for source, text, key in rows}
    for step in fresh:
        step.snapshot_id = keys.get((step.source.id, step.text_hash))


def _insert_texts(fresh: Sequence[Step], now: datetime) -> dict[tuple[uuid.UUID, str], uuid.UUID]:
    """Insert the texts that are not there yet; answers their keys.

    They go beside the statement: written into it, PostgreSQL would read each of them several times over.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        rows = [(uuid7(), step.source.id, step.text, step.text_hash, READER_VERSION, now) for step in fresh]
        cursor.execute(_INSERT_TEXTS.format(", ".join([_TEXT] * len(rows))), [*chain.from_iterable(rows)])
        return {(source, text): key for source, text, key in cursor.fetchall()}


def _write_sources(found: Sequence[Step]) -> dict[uuid.UUID, int]:
    """Write every source and give it back; answers their versions. As JSON: thousands of arrays' members cost more."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_SOURCES, {"rows": _json(step.source_row() for step in found)})
        return dict(cursor.fetchall())


def _write_checks(found: Sequence[Step]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_CHECKS, {"rows": _json(step.check_row() for step in found)})


def _json(rows: Iterable[dict[str, Any]]) -> str:
    return orjson.dumps(list(rows), default=str).decode()


def _tell(found: Sequence[Step], versions: Mapping[uuid.UUID, int], now: datetime) -> dict[uuid.UUID, Actor]:
    """The events of the sources themselves; answers those whose link changed, which weighs on their claims."""
    happened: list[events.Change] = []
    relinked: dict[uuid.UUID, Actor] = {}
    for step in found:
        if not step.has_news:
            continue
        subject = Source(pk=step.source.id, version=versions.get(step.source.id, 0))
        if step.link_before is not step.link_after:
            severity = _FALLEN_SEVERITY if {step.link_before, step.link_after} & watch.FALLEN_LINKS else 0
            changes = {"link_state": (step.link_before, step.link_after)}
            kind = Event.Type.SOURCE_LINK_CHANGED
            happened.append(events.Change(kind, subject, changes, severity=severity, actor=step.actor))
            relinked[step.source.id] = step.actor
        if step.adopted_url != step.source.adopted_url:
            moved = {"adopted_url": (step.source.adopted_url, step.adopted_url)}
            happened.append(events.Change(Event.Type.SOURCE_MOVED, subject, moved, actor=step.actor))
        if step.outcome is Outcome.CHANGED and step.severity >= _TOLD_SEVERITY:
            related = {"snapshot": step.snapshot_id}
            kind = Event.Type.SOURCE_CHANGED
            happened.append(
                events.Change(kind, subject, related=related, severity=step.severity, actor=step.actor)
            )
    if happened:
        events.record_all(happened, actor=found[0].actor, now=now)
    return relinked


def _keep_article(step: Step, now: datetime) -> None:
    """A source that is an article's own page: its text is a version of the article, its failure the article's."""
    look = step.look
    if not look.source.is_article:
        return
    if step.failure is not None:
        _fail_article(look.source, step.failure, actor=step.actor, now=now)
    elif look.capture is not None:
        article = Article.objects.get(source=look.source.id)
        store.save_capture(article, look.capture, actor=step.actor, now=now)


def _fail_article(source: SourceLease, error: Any, *, actor: Actor, now: datetime) -> None:
    article = Article.objects.filter(source=source.id, origin=Article.Origin.FETCHED).first()
    if article:
        store.fail_article(article, failure=error.code, detail=error.detail, actor=actor, now=now)
