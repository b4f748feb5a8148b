"""Notice watch: which notice of a source is news after a check, and what is held back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from claims.pipeline.watching.differences import Severity
from claims.pipeline.watching.folding import letters_of
from claims.pipeline.watching.notices import Notice, find_notices, gravest
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext
from claims.pipeline.watching.verdict import Verdict
from claims.vocabulary import CheckOutcome, NoteKind

RETRACTED = NoteKind.RETRACTION.value


@dataclass(frozen=True, slots=True)
class NoticeOutcome:
    """The notice of a source after a check: its kind and text, both "" without one, None if they stay as they are.

    `news` is the notice to report. A first text has no news. `is_held` says that one waits for a second check.
    """

    kind: str | None = None
    text: str | None = None
    news: Notice | None = None
    is_held: bool = False

    @property
    def severity(self) -> int:
        """The severity of the news; 0 without any."""
        if self.news is None:
            return 0
        is_grave = self.news.kind is NoteKind.RETRACTION
        return Severity.NUMBER_OR_PASSAGE_LOST if is_grave else Severity.AROUND


def watch_notices(
    verdict: Verdict, response: Response, context: SourceContext, *, may_confirm: bool
) -> NoticeOutcome:
    """The notices in the text that a check read."""
    if verdict.failure is not None or response.text is None or not verdict.has_new_text:
        return NoticeOutcome()
    notices = find_notices(response.text)
    main = gravest(notices)
    kind, text = (main.kind.value, main.text) if main else ("", "")
    if verdict.outcome is not CheckOutcome.CHANGED:
        return NoticeOutcome(kind, text)
    known = {notice.key for notice in find_notices(context.confirmed_text)} | {letters_of(context.notice)}
    news = gravest([notice for notice in notices if notice.key not in known])
    is_retraction_lifted = context.notice_kind == RETRACTED and kind != RETRACTED
    if news is None and not is_retraction_lifted:
        return NoticeOutcome(kind, text)
    first = find_notices(context.unconfirmed_text or "")
    is_agreed = _has(first, news) if news else all(notice.kind is not NoteKind.RETRACTION for notice in first)
    if context.unconfirmed_text is None or not may_confirm or not is_agreed:
        return NoticeOutcome(is_held=True)
    return NoticeOutcome(kind, text, news)


def _has(notices: Iterable[Notice], notice: Notice) -> bool:
    return any(notice.key == other.key for other in notices)
