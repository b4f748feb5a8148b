"""Reports: the events of the sources that were checked."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from claims.models import Event, Source
from claims.pipeline.watching.citation_watch import CONFIRMED_FROM
from claims.pipeline.watching.differences import Severity
from claims.pipeline.watching.evidence import READ_LINKS
from claims.pipeline.watching.link_state import FALLEN_LINKS
from claims.pipeline.watching.notice_watch import RETRACTED
from claims.pipeline.watching.recovery import RECOVERY, weigh_change
from claims.services import events
from claims.services.watching.checks import Check
from claims.values import Actor
from claims.vocabulary import CheckOutcome, LinkState, NoteKind


def report_sources(
    checks: Sequence[Check], versions: Mapping[uuid.UUID, int], *, now: datetime
) -> dict[uuid.UUID, Actor]:
    """Write the events of these sources, at their new versions. Returns those that support their claims in another way since: their link
    changed, they are retracted or not any more, or they can be read or not any more. Each with the cause."""
    changes = [change for check in checks for change in _changes(check, versions)]
    if changes:
        events.record_all(changes, actor=checks[0].judged.actor, now=now)
    return {check.source.id: check.judged.actor for check in checks if _has_other_weight(check)}


def _changes(check: Check, versions: Mapping[uuid.UUID, int]) -> Iterator[events.Change]:
    link, notices = check.link, check.notices
    severity = max(check.watched.severity, RECOVERY if notices.is_lifted else 0)
    if not (link.has_changed or link.is_readdressed or severity or notices.news):
        return
    subject = Source(pk=check.source.id, version=versions.get(check.source.id, 0))
    actor = check.judged.actor
    if link.has_changed:
        states = {"link_state": (link.before, link.after)}
        weight, recovers = weigh_change(_severity(link.before), _severity(link.after))
        kind = Event.Type.SOURCE_LINK_CHANGED
        yield events.Change(kind, subject, states, severity=weight, recovers=recovers, actor=actor)
    if link.is_readdressed:
        urls = {"adopted_url": (check.source.adopted_url, link.adopted_url)}
        yield events.Change(Event.Type.SOURCE_MOVED, subject, urls, actor=actor)
    if news := notices.news:
        was_kind, was = _replaced_notice(check)
        words = {"notice_kind": (was_kind, news.kind), "notice": (was, news.text)}
        is_retracted = news.kind is NoteKind.RETRACTION
        kind = Event.Type.SOURCE_RETRACTED if is_retracted else Event.Type.SOURCE_CORRECTED
        related = {"snapshot": check.snapshot_id}
        yield events.Change(kind, subject, words, related, severity=notices.severity, actor=actor)
    recovers = max(check.watched.recovers, notices.recovers)
    if check.judged.verdict.outcome is CheckOutcome.CHANGED and max(severity, recovers) >= CONFIRMED_FROM:
        related = {"snapshot": check.snapshot_id}
        kind = Event.Type.SOURCE_CHANGED
        lifted = {"notice_kind": (RETRACTED, notices.kind)} if notices.is_lifted else {}
        yield events.Change(kind, subject, lifted, related, severity=severity, recovers=recovers, actor=actor)


def _replaced_notice(check: Check) -> tuple[str, str]:
    """The kind and the text of the notice that the news replace, "" for none: they may stand beside a graver one."""
    notices, context = check.notices, check.judged.context
    is_main = notices.news is not None and notices.text == notices.news.text
    return (context.notice_kind, context.notice) if is_main else ("", "")


def _has_other_weight(check: Check) -> bool:
    was_unreadable = bool(check.source.last_error) and check.link.before in READ_LINKS
    was_retracted = check.judged.context.notice_kind == RETRACTED
    is_retracted = was_retracted if check.notices.kind is None else check.notices.kind == RETRACTED
    return (
        check.link.has_changed
        or was_unreadable is not check.is_unreadable
        or was_retracted is not is_retracted
    )


def _severity(state: LinkState) -> int:
    return Severity.SOURCE_DEAD if state in FALLEN_LINKS else Severity.NOTHING
