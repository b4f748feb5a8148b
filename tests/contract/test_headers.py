"""Every operation that the OpenAPI document gives Idempotency-Key or If-Match refuses a malformed one."""

from __future__ import annotations

import re

import pytest
import yaml
from django.conf import settings

from tests.callers import Caller

DOCUMENT = yaml.safe_load((settings.ROOT / "api" / "openapi.yaml").read_text())
ID = "01h455vb4pex5vsknk084sn02q"
BODIES = {
    "/api/v1/claims/{id}/reject": {"reason": "Not in the text."},
    "/api/v1/claims/{id}/merge": {"into": f"claim_{ID}"},
    "/api/v1/entities/{id}/merge": {"into": f"entity_{ID}"},
    "/api/v1/conflicts/{id}/resolve": {"reason": "Other settings."},
}


def operations_with(header: str) -> list[tuple[str, str]]:
    """Method and path of each operation that has this header."""
    return [
        (method.upper(), path)
        for path, operations in DOCUMENT["paths"].items()
        for method, operation in operations.items()
        if any(parameter["name"] == header for parameter in operation.get("parameters", []))
    ]


def missing_object(path: str) -> str:
    """The path with the id of an object that does not exist."""
    kinds = {"webhook-endpoints": "endpoint", "webhook-deliveries": "delivery", "entities": "entity"}
    collection = path.split("/")[3]
    kind = kinds.get(collection, collection.removesuffix("s"))
    return re.sub(r"{\w+}", f"{kind}_{ID}", path).removeprefix("/api/v1")


def test_there_are_such_operations() -> None:
    assert len(operations_with("Idempotency-Key")) == 31
    assert len(operations_with("If-Match")) == 21


@pytest.mark.parametrize(("method", "path"), operations_with("Idempotency-Key"))
def test_a_malformed_idempotency_key_is_refused(method: str, path: str, admin: Caller) -> None:
    response = admin.send(method, missing_object(path), {}, Idempotency_Key="", If_Match="*")

    assert (response.status_code, response.json()["code"]) == (400, "invalid_header")


@pytest.mark.parametrize(("method", "path"), operations_with("If-Match"))
def test_a_malformed_if_match_is_refused(method: str, path: str, admin: Caller) -> None:
    response = admin.send(method, missing_object(path), BODIES.get(path, {}), If_Match="")

    assert (response.status_code, response.json()["code"]) == (400, "invalid_header")


@pytest.mark.parametrize(("method", "path"), operations_with("If-Match"))
def test_a_version_of_a_missing_object_is_a_404(method: str, path: str, admin: Caller) -> None:
    response = admin.send(method, missing_object(path), BODIES.get(path, {}), If_Match='"1"')

    assert response.status_code == 404
