"""Judgement: the verdict on each response whose source is still leased."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import connection

from claims.ids import uuid7
from claims.pipeline.watching.plan import Policy
from claims.pipeline.watching.response import Response
from claims.pipeline.watching.schedule import ChangePrior, Limits
from claims.pipeline.watching.verdict import judge
from claims.services.leasing.leases import HostLease
from claims.services.watching.checks import JudgedCheck
from claims.services.watching.contexts import read_contexts

_LOCK = """
SELECT source.id FROM claims_source source
JOIN unnest(%(sources)s::uuid[], %(tokens)s::uuid[]) AS leased (id, lease_token)
    ON source.id = leased.id AND source.lease_token = leased.lease_token
ORDER BY source.id FOR NO KEY UPDATE OF source
"""

Leases = Mapping[uuid.UUID, HostLease]


def judge_responses(responses: Sequence[Response], leases: Leases) -> list[JudgedCheck]:
    """The verdict on each response whose source is still leased. The sources are locked if anything happened to them."""
    contexts = read_contexts(responses)
    if any(map(_is_eventful, responses)) or any(context.is_awaited for context in contexts.values()):
        locked = _lock(responses)
        responses = [response for response in responses if response.source.id in locked]
    policies: dict[uuid.UUID, Policy] = {}
    checks = []
    for response in responses:
        source = response.source
        host, context = leases[source.host_id], contexts[source.id]
        policy = policies.get(host.id) or policies.setdefault(host.id, _policy(host))
        verdict = judge(response, context)
        checks.append(JudgedCheck(uuid7(), source, host, policy, response, context, verdict))
    return checks


def _is_eventful(response: Response) -> bool:
    """Whether something was read or failed. Otherwise the update of the sources shows which leases still hold."""
    return response.text is not None or response.failure is not None


def _lock(responses: Sequence[Response]) -> set[uuid.UUID]:
    """Lock the sources that are still leased, in the order of their keys. Returns them."""
    values = {
        "sources": [response.source.id for response in responses],
        "tokens": [response.source.lease_token for response in responses],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, values)
        return {key for (key,) in cursor.fetchall()}


def _policy(host: HostLease) -> Policy:
    limits = Limits(
        floor=settings.CHECK_FLOOR_SECONDS,
        ceiling=settings.CHECK_CEILING_SECONDS,
        first=settings.CHECK_FIRST_SECONDS,
    )
    return Policy(limits, ChangePrior(host.changes, host.exposure_seconds), host.confirm_after)
