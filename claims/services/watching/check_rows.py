"""Check rows: the row of a check; a batch of checks in one statement."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import connection

from claims.errors import FetchError
from claims.models import SourceCheck
from claims.services.leasing.columns import as_recordset, names_of, to_json, types_of
from claims.services.watching.checks import Check
from claims.vocabulary import CheckOutcome, LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """The row of a check: every column of it."""

    id: uuid.UUID
    source_id: uuid.UUID
    checked_at: datetime
    outcome: CheckOutcome
    status: int | None
    error: str
    detail: str
    reason: str
    final_url: str
    link_state: LinkState
    elapsed_ms: int
    body_bytes: int
    snapshot_id: uuid.UUID | None
    next_check_at: datetime


def write_checks(checks: Sequence[Check]) -> None:
    """Add the rows of these checks."""
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(), {"rows": to_json(map(_check_row, checks))})


@cache
def _insert_statement() -> str:
    names = ", ".join(names_of(CheckRow))
    types = as_recordset(types_of(CheckRow, SourceCheck))
    return f"INSERT INTO claims_sourcecheck ({names}) SELECT {names} FROM json_to_recordset(%(rows)s) AS checked ({types})"  # noqa: S608


def _check_row(check: Check) -> CheckRow:
    response, verdict = check.judged.response, check.judged.verdict
    page, failure = response.page, verdict.failure
    error = response.result if isinstance(response.result, FetchError) else None
    reached = page or error
    return CheckRow(
        id=check.judged.id,
        source_id=check.source.id,
        checked_at=check.checked_at,
        outcome=verdict.outcome,
        status=reached.status if reached else None,
        error=failure.code if failure else "",
        detail=failure.detail if failure else "",
        reason=check.reason,
        final_url=page.final_url if page else error.hops[-1].url if error and error.hops else "",
        link_state=check.link.after,
        elapsed_ms=reached.elapsed_ms if reached else 0,
        body_bytes=response.body_bytes,
        snapshot_id=check.snapshot_id,
        next_check_at=check.plan.next_check_at,
    )
