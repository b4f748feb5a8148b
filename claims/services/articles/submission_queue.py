"""Submission queue: due submissions are leased one at a time, and those of one submitter take turns with those of others."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from django.conf import settings
from django.db import connection

from claims.models import Submission

# The submitters that have something due, found by a jump from each to the next one in the index.
_SUBMITTERS = """
WITH RECURSIVE submitter (name) AS (
    (SELECT submitter FROM claims_submission ORDER BY submitter LIMIT 1)
    UNION ALL
    SELECT (SELECT submitter FROM claims_submission WHERE submitter > name ORDER BY submitter LIMIT 1)
    FROM submitter WHERE name IS NOT NULL
)
SELECT name FROM submitter CROSS JOIN LATERAL (
    SELECT next_attempt_at FROM claims_submission
    WHERE submitter = name AND next_attempt_at <= statement_timestamp() AND read_attempts = 0
    ORDER BY next_attempt_at LIMIT 1
) AS oldest
WHERE name IS NOT NULL ORDER BY oldest.next_attempt_at
"""
# Contents of one article are read in the order in which they were posted, so that the last one is the current one.
_LEASE = """
UPDATE claims_submission SET lease_token = %(token)s, read_attempts = read_attempts + 1,
    next_attempt_at = statement_timestamp() + make_interval(secs => %(lease)s)
WHERE id = (
    SELECT waiting.id FROM claims_submission waiting
    WHERE waiting.next_attempt_at <= statement_timestamp() AND {condition}
      AND NOT EXISTS (
          SELECT FROM claims_submission older WHERE older.article_id = waiting.article_id AND older.id < waiting.id
      )
    ORDER BY waiting.next_attempt_at, waiting.id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING *, (
    SELECT source.cited_url FROM claims_article article JOIN claims_source source ON source.id = article.source_id
    WHERE article.id = claims_submission.article_id
) AS source_url
"""
_OF_SUBMITTER = _LEASE.format(condition="waiting.submitter = %(submitter)s AND waiting.read_attempts = 0")
_REPEATED = _LEASE.format(condition="waiting.read_attempts > 0")


@dataclass(slots=True)
class SubmissionQueue:
    """What one process leases. A submitter has at most `share` submissions under way at a time.

    The next one belongs to the submitter with the fewest under way; of several, to the one that was served longest ago.
    """

    token: uuid.UUID
    share: int
    _under_way: Counter[str] = field(default_factory=Counter)
    _served: dict[str, int] = field(default_factory=dict)
    _turns: count[int] = field(default_factory=lambda: count(1))

    def lease(self) -> Submission | None:
        """Lease the next submission that no worker has begun to read; None if there is none for anybody's share."""
        for submitter in self._in_order():
            submission = self._lease(_OF_SUBMITTER, submitter=submitter)
            self._served[submitter] = next(self._turns)
            if submission:
                self._under_way[submitter] += 1
                return submission
        return None

    def lease_repeated(self) -> Submission | None:
        """Lease the next submission whose worker did not finish. It is to be read alone, as it may have ended it."""
        return self._lease(_REPEATED)

    def done(self, submission: Submission) -> None:
        """A submission was read."""
        self._under_way[submission.submitter] -= 1

    def _in_order(self) -> Sequence[str]:
        with connection.cursor() as cursor:
            cursor.execute(_SUBMITTERS)
            submitters = [name for (name,) in cursor.fetchall() if self._under_way[name] < self.share]
        return sorted(submitters, key=lambda name: (self._under_way[name], self._served.get(name, 0)))

    def _lease(self, statement: str, **values: str) -> Submission | None:
        """Lease and read one submission in one statement: a post of the same content may delete it at any time."""
        parameters = {**values, "token": self.token, "lease": settings.LEASE_SECONDS}
        return next(iter(Submission.objects.raw(statement, parameters)), None)
