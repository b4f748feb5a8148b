"""List requests: the named filters, sorts, searches and lists of the API and of the admin, explained in the database.

python -m benchmarks.engine.list_requests [PATH…]     prints a JSON object for each: path, ms, status, scanned, sorted
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import django

API = (
    "/claims", "/claims?count=exact", "/claims?sort=created_at", "/claims?sort=-last_seen_at", "/claims?sort=updated_at",
    "/claims?status=rejected", "/claims?status.in=proposed,accepted", "/claims?kind=event", "/claims?kind=comparison&status=accepted",
    "/claims?verdict=outdated", "/claims?verdict=refuted", "/claims?kind=event&verdict=refuted", "/claims?evidence_state=lost",
    "/claims?evidence_state=lost&sort=-last_seen_at", "/claims?evidence_state.in=weakened,lost&count=exact",
    "/claims?entity={entity}", "/claims?entity={entity}&sort=-last_seen_at", "/claims?entity={entity}&evidence_state=lost",
    "/claims?entity={entity}&count=exact", "/claims?entity={rare_entity}", "/claims?source={source}", "/claims?source={source}&sort=-last_seen_at",
    "/claims?article={article}", "/claims?publisher={publisher}", "/claims?gone=true", "/claims?gone=false",
    "/claims?q=Tarn-1", "/claims?q=12", "/claims?q=tokens", "/claims?q=tokens&count=exact", "/claims?q=eridane-4", "/claims?q=zzz",
    "/claims?q=outperforms+Quillon-1001", "/claims?q=growth&sort=-last_seen_at", "/claims?first_seen_at.lt={middle}", "/claims?last_seen_at.lt={middle}",
    "/claims?first_seen_at.gte=2030-01-01", "/claims?first_seen_at.lt=2020-01-01", "/claims?first_seen_at.gte=2030-01-01&sort=created_at",
    "/claims?created_at.lt={middle}", "/claims?updated_at.gte=2030-01-01", "/claims?expand=citations,appearances&limit=100",
    "/claims?subject={entity}&relation=outperforms", "/claims?subject={rare_entity}&relation=outperforms", "/claims?object={entity}",
    "/claims?between={entity},{rare_entity}", "/claims?subject={entity}&measure=tokens", "/claims?measure=growth&value.gte=80", "/claims?measure=tokens&value.lte=3",
    "/claims?subject.name=Tarn-1&descendants=true&measure=growth&value.gte=80",
    "/lookup?text=Tarn-1+outperforms+Kestrel-1&quote=The+passage+that+citation+7+relies+on&url=https://host0.example/report/0",
    "/citations", "/citations?count=exact", "/citations?sort=updated_at", "/citations?label=99", "/citations?label=15", "/citations?label=85",
    "/citations?stance=refutes", "/citations?stance.in=disputes,refutes", "/citations?passage_state=missing", "/citations?values_state=absent",
    "/citations?values_state=changed", "/citations?link_state=soft_404", "/citations?link_state=gone", "/citations?source={source}", "/citations?claim={claim}",
    "/citations?article={article}", "/citations?unresolved=true",
    "/citations?source={source}&last_verified_at.lt={middle}",
    "/sources", "/sources?count=exact", "/sources?host=host0.example", "/sources?host=host19999.example", "/sources?link_state=soft_404",
    "/sources?checked=false", "/sources?checked=true", "/sources?checked_at.gte=2030-01-01", "/sources?checked_at.lt=2020-01-01",
    "/sources?changed_at.gte=2030-01-01", "/sources?changed_at.lt=2020-01-01", "/sources?host=host0.example&next_check_at.lt=2020-01-01", "/sources?unconfirmed=true",
    "/sources?requested=true", "/sources?claim={claim}", "/sources?article={article}", "/sources?sort=created_at",
    "/articles", "/articles?sort=published_at", "/articles?expand=publisher,source,appearances&limit=100", "/articles?q=model", "/articles?q=Kekeba",
    "/articles?q=Tarn-12", "/articles?language=de", "/articles?language=en", "/articles?origin=posted", "/articles?publisher={publisher}",
    "/articles?published_at.gte=2030-01-01", "/articles?published_at.lt=2020-01-01", "/articles?state=failed",
    "/appearances", "/appearances?sort=seen_at", "/appearances?sort=start&article={article}", "/appearances?standing=true",
    "/appearances?standing=false", "/appearances?count=exact", "/appearances?polarity=negated", "/appearances?polarity=disputed", "/appearances?claim={claim}",
    "/appearances?article={article}", "/appearances?expand=claim,article,citations&limit=100",
    "/events?after=100", "/events?after=100&severity.gte=6&types=claim.*", "/events?after=100&severity.gte=5", "/events?after=100&types=review.*",
    "/events?after=100&subject={claim}", "/events?since={middle}",
    "/entities", "/entities?q=Tarn", "/entities?q=arn-12", "/entities?q=zzz", "/entities?kind=model", "/entities?status=proposed",
    "/publishers", "/publishers?q=99", "/reviews", "/reviews?published=true",
    "/webhook-deliveries", "/webhook-deliveries?count=exact", "/webhook-deliveries?state=cancelled", "/webhook-deliveries?state=exhausted",
    "/feeds/evidence", "/feeds/evidence?entity={entity}", "/feeds/evidence?entity={rare_entity}", "/feeds/evidence?article={article}",
    "/feeds/evidence?publisher={publisher}", "/feeds/claim-reviews",
    "/sources/{source}?expand=citations.claim", "/claims/{claim}?expand=appearances,citations.source",
)  # fmt: skip
ADMIN = (
    "/claims/claim/", "/claims/claim/?q=tokens", "/claims/claim/?q=outperforms", "/claims/claim/?q=zzz", "/claims/claim/?verdict__exact=outdated",
    "/claims/claim/?evidence_state__exact=lost", "/claims/claim/?status__exact=rejected", "/claims/claim/?gone_at_set=yes",
    "/claims/claim/queue/", "/claims/claim/queue/?q=tokens", "/claims/claim/queue/?q=growth", "/claims/claim/queue/?evidence=lost", "/claims/claim/queue/?kind=event",
    "/claims/citation/", "/claims/citation/?q=tokens", "/claims/citation/?q=host5", "/claims/citation/?q=zzz", "/claims/citation/?values_state__exact=changed",
    "/claims/citation/?values_state__exact=absent", "/claims/citation/?stance__exact=refutes", "/claims/citation/?source__link_state__exact=soft_404",
    "/claims/citation/?passage_origin__exact=person",
    "/claims/source/", "/claims/source/?q=host5", "/claims/source/?q=zzz", "/claims/source/?changed_at_set=yes", "/claims/source/?moved_permanently=yes",
    "/claims/article/", "/claims/article/?q=model", "/claims/article/?q=zzz", "/claims/article/?origin__exact=posted",
    "/claims/appearance/", "/claims/appearance/?q=tokens", "/claims/appearance/?q=zzz", "/claims/appearance/?polarity__exact=disputed", "/claims/appearance/?gone_at_set=yes",
    "/claims/proposition/", "/claims/proposition/?q=Tarn", "/claims/proposition/?q=zzz", "/claims/proposition/?relation__exact=equals",
    "/claims/event/", "/claims/event/?severity_from=6", "/claims/event/?actor_type__exact=user", "/claims/event/?q=admin", "/claims/event/?q=zzz",
    "/claims/sourcecheck/", "/claims/sourcecheck/?outcome__exact=changed",
    "/claims/host/", "/claims/host/?q=host5", "/claims/alias/", "/claims/alias/?q=Tarn", "/claims/entity/", "/claims/entity/?q=zzz",
    "/claims/delivery/", "/claims/delivery/?state__exact=exhausted", "/claims/delivery/?state__exact=cancelled", "/claims/delivery/?q=hook5", "/claims/delivery/?q=zzz",
    "/claims/attempt/", "/claims/attempt/?error__isempty=0",
)  # fmt: skip
SMALL = 5_000
"""A table with fewer rows may be scanned whole: hosts, entities, publishers of a small service."""

MOST_SORTED = 10_000


@dataclass(slots=True)
class Cost:
    """What the statements of a request cost in the database: milliseconds, large tables scanned for few of their rows, rows sorted."""

    ms: float = 0
    scanned: list[str] = field(default_factory=list)
    sorted: int = 0

    def add(self, plan: dict[str, Any]) -> None:
        """Adds a plan that was executed."""
        self.ms = round(self.ms + plan["Execution Time"] + plan["Planning Time"], 2)
        for node in _nodes(plan["Plan"]):
            rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            if (
                node["Node Type"] == "Seq Scan"
                and rows * node["Actual Loops"] > SMALL
                and rows > 10 * node["Actual Rows"]
            ):
                self.scanned.append(node["Relation Name"])
            if "Sort" in node["Node Type"] and node["Node Type"] != "Incremental Sort":
                self.sorted = max(self.sorted, *(int(child["Actual Rows"]) for child in node["Plans"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def explain(cursor: Any, statement: str, params: Any) -> dict[str, Any]:
    """The plan of a statement that has been executed."""
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", params)
    plan = cursor.fetchone()[0]
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]  # type: ignore[no-any-return]


def main() -> None:
    os.environ["TRACKER_API_RATE"] = "100000"
    django.setup()
    for path, status, cost in costs(sys.argv[1:] or (*API, *ADMIN)):
        result = {
            "path": path,
            "status": status,
            "ms": cost.ms,
            "scanned": cost.scanned,
            "sorted": cost.sorted,
        }
        print(json.dumps(result), flush=True)


def costs(paths: Iterable[str]) -> Iterator[tuple[str, int, Cost]]:
    """Each path with its status and what its statements cost, each explained twice and the faster one taken."""
    from django.db import connection, transaction  # noqa: PLC0415 after the set-up
    from django.test import Client  # noqa: PLC0415

    api, admin, values = _callers(Client)
    for path in paths:
        statements: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            statements.append((sql, params))  # noqa: B023 used within this turn
            return execute(sql, params, many, context)

        # Within a transaction statements are not prepared, so that their text is seen.
        with transaction.atomic(), connection.execute_wrapper(note):
            response = (
                admin.get(f"/admin{path}") if path in ADMIN else api.get(f"/api/v1{path.format(**values)}")
            )
        cost = Cost()
        with connection.cursor() as cursor:
            for sql, params in statements:
                if sql.lstrip().startswith(("SELECT", "WITH")) and "FROM" in sql:
                    plans = [explain(cursor, sql, params) for _ in range(2)]
                    cost.add(min(plans, key=lambda plan: float(plan["Execution Time"])))
        yield path, response.status_code, cost


def _callers(client: Any) -> tuple[Any, Any, dict[str, str]]:
    """A client with a key, one of an administrator, and the ids for the paths."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    from api import keys  # noqa: PLC0415
    from claims.ids import type_id  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415

    _, token = keys.issue_key(name="lists", scopes=["admin"], actor=Actor("user", "lists"))
    user, _ = User.objects.get_or_create(username="lists", defaults={"is_staff": True, "is_superuser": True})
    admin = client(SERVER_NAME="localhost")
    admin.force_login(user)
    values = {
        noun: type_id(noun, _key(prefix))
        for noun, prefix in (("entity", 1), ("publisher", 3), ("source", 5), ("article", 6), ("claim", 8))
    }
    values["rare_entity"] = type_id("entity", _key(1, 20_000))
    values["middle"] = f"{datetime.now(UTC) - timedelta(days=182):%Y-%m-%dT%H:%M:%SZ}"
    return client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"}), admin, values


def _key(prefix: int, number: int = 0) -> Any:
    """The key of `list_rows` for a row of the table with this prefix."""
    import uuid  # noqa: PLC0415

    return uuid.UUID(f"{1764000000000 + number:012x}7{prefix:03x}8000{number:012x}")


if __name__ == "__main__":
    main()
