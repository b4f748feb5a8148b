"""Notice watch: which notice of a source is news after a check, and what is held back."""

from __future__ import annotations

from dataclasses import dataclass

from claims.pipeline.watching.differences import Severity
from claims.pipeline.watching.folding import letters_of
from claims.pipeline.watching.notices import Notice, find_notices, gravest
from claims.pipeline.watching.recovery import RECOVERY
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceContext
from claims.pipeline.watching.verdict import Verdict
from claims.vocabulary import CheckOutcome, NoteKind

RETRACTED = NoteKind.RETRACTION.value
_UPDATES_OF_LOG = 3


@dataclass(frozen=True, slots=True)
class NoticeOutcome:
    """The notice of a source after a check: its kind and text, both "" without one, None if they stay as they are.

    `news` is the notice to report. A first text has no news. `is_held` says that one waits for a second check, `is_lifted`
    that the page does not say any more that it is retracted.
    """

    kind: str | None = None
    text: str | None = None
    news: Notice | None = None
    is_held: bool = False
    is_lifted: bool = False

    @property
    def severity(self) -> int:
        """The severity of the news, or of the end of a retraction; 0 without any."""
        return max(notice_severity(self.news), RECOVERY if self.is_lifted else Severity.NOTHING)

    @property
    def recovers(self) -> int:
        """The severity of the retraction that ended; 0 if none did."""
        return Severity.NUMBER_OR_PASSAGE_LOST if self.is_lifted else Severity.NOTHING


def notice_severity(notice: Notice | None) -> int:
    """The severity of a new notice; 0 for none."""
    if notice is None:
        return Severity.NOTHING
    is_grave = notice.kind is NoteKind.RETRACTION
    return Severity.NUMBER_OR_PASSAGE_LOST if is_grave else Severity.AROUND


def new_notice(before: str, after: str, *, known: str = "") -> Notice | None:
    """The gravest notice in a text that the one before did not have, and that is not the `known` one.

    A page of several updates, as a live blog, goes on with another one: that is none.
    """
    had = find_notices(before)
    keys = {notice.key for notice in had} | {letters_of(known)}
    is_log = sum(notice.kind is NoteKind.UPDATE for notice in had) >= _UPDATES_OF_LOG
    return gravest(
        [
            notice
            for notice in find_notices(after)
            if notice.key not in keys and not (is_log and notice.kind is NoteKind.UPDATE)
        ]
    )


def watch_notices(
    verdict: Verdict, response: Response, context: SourceContext, *, may_confirm: bool
) -> NoticeOutcome:
    """The notices in the text that a check read."""
    text = response.text
    if verdict.failure is not None or text is None or not verdict.has_new_text:
        return NoticeOutcome()
    main = gravest(find_notices(text))
    kind, words = (main.kind.value, main.text) if main else ("", "")
    is_first = verdict.outcome is not CheckOutcome.CHANGED and not response.source.is_at_cited_page
    if is_first or verdict.outcome is CheckOutcome.FIRST:
        return NoticeOutcome(kind, words)
    news = new_notice(context.confirmed_text, text, known=context.notice)
    is_lifted = context.notice_kind == RETRACTED and kind != RETRACTED
    is_confirmed = may_confirm and _is_agreed(news, context.unconfirmed_text)
    if (news or is_lifted) and not is_confirmed:
        return NoticeOutcome(is_held=True)
    return NoticeOutcome(kind, words, news, is_lifted=is_lifted)


def _is_agreed(news: Notice | None, first: str | None) -> bool:
    """Whether the text of the check before has the new notice too; or no retraction, if there is no new notice."""
    if first is None:
        return False
    notices = find_notices(first)
    if news is None:
        return all(notice.kind is not NoteKind.RETRACTION for notice in notices)
    return any(notice.key == news.key for notice in notices)
