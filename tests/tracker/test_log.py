"""Every request has an id, and logs hold no secrets."""

from __future__ import annotations

import pytest
from django.test import Client


def test_a_request_id_of_the_caller_is_returned(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123"})["X-Request-ID"] == "abc-123"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>"])
def test_an_invalid_request_id_is_replaced(client: Client, given: str) -> None:
    assert len(client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]) == 32
