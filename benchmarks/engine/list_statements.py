"""List statements: a key for the compared lists, and the statement that each path executes.

python -m benchmarks.engine.list_statements PATH…     prints the key's token, then a JSON object: path to statement. {claim} in a path is the newest one
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django


def main() -> None:
    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415 after the set-up
    from django.test import Client  # noqa: PLC0415
    from psycopg import ClientCursor  # noqa: PLC0415

    from api import keys  # noqa: PLC0415
    from claims.ids import type_id  # noqa: PLC0415
    from claims.models import Claim  # noqa: PLC0415
    from claims.values import Actor  # noqa: PLC0415

    _, token = keys.issue_key(name="lists", scopes=["admin"], actor=Actor("user", "lists"))
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {token}"})
    statements = {}
    newest = Claim.objects.order_by("-created_at").values_list("pk", flat=True)[0]
    for path in (argument.format(claim=type_id("claim", newest)) for argument in sys.argv[1:]):
        longest = ""

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal longest
            text = ClientCursor(context["connection"].connection).mogrify(sql, params)
            longest = max(longest, text, key=len)
            return execute(sql, params, many, context)

        # Within a transaction statements are not prepared, so that their text is seen.
        with transaction.atomic(), connection.execute_wrapper(note):
            response = client.get(f"/api/v1{path}")
        assert response.status_code == 200, response.content
        statements[path] = longest
    print(token)
    print(json.dumps(statements))


if __name__ == "__main__":
    main()
