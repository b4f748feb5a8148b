"""Callers: clients of the API with a key. The conftest of a folder that wants them imports these fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from claims.services.events import type_id_of
from tests.factories import make_key


class Caller:
    """A client that sends its key, and JSON."""

    def __init__(self, token: str = "", id: str = "") -> None:
        self.id = id
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", query, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """POST below /api/v1."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """PATCH below /api/v1."""
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        """DELETE below /api/v1."""
        return self.send("DELETE", path, None, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Any method; bytes are sent as they are."""
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        return self.client.generic(
            method, f"/api/v1{path}", raw, content_type="application/json", headers=self._headers(headers)
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {**self.headers, **{name.replace("_", "-"): value for name, value in more.items()}}


@pytest.fixture(autouse=True)
def static_root(settings: Any, tmp_path: Path) -> None:
    """A folder that is there: whitenoise warns of one that is not. And the address that the tests know."""
    settings.STATIC_ROOT = tmp_path
    settings.PUBLIC_URL = "http://127.0.0.1:8000"


@pytest.fixture
def caller_with(db: None) -> Callable[..., Caller]:
    """A caller whose key has these scopes."""

    def call(*scopes: str) -> Caller:
        key, token = make_key(*scopes)
        return Caller(token, type_id_of(key))

    return call


@pytest.fixture
def reader(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may read."""
    return caller_with("read")


@pytest.fixture
def admin(caller_with: Callable[..., Caller]) -> Caller:
    """A caller that may do everything."""
    return caller_with("admin")


@pytest.fixture
def anonymous() -> Caller:
    """A caller without a key."""
    return Caller()
