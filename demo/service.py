"""Service: a small client of the REST API that repeats failed requests."""

from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from demo.memory import DemoError

RETRY_SECONDS = 90
_TIMEOUT_SECONDS = 40
_PAUSE_SECONDS = 1.0
_BUSY = {429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Service:
    """The address of the web, its public name, and an API key."""

    address: str
    port: int
    name: str
    key: str

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """The response to a GET. Raises DemoError if it is refused, or fails for RETRY_SECONDS."""
        encoded = urlencode(
            {name.replace("__", "."): value for name, value in query.items()}, quote_via=quote
        )
        return self._request("GET", f"{path}?{encoded}" if encoded else path, None, {})

    def post(self, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        """The response to a POST. Its Idempotency-Key makes it safe to repeat. Raises DemoError as `get` does."""
        key = {"Idempotency-Key": uuid.uuid4().hex}
        return self._request("POST", path, body, key | headers)

    def patch(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The response to a PATCH. Raises DemoError as `get` does."""
        return self._request("PATCH", path, body, {})

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        until = time.monotonic() + RETRY_SECONDS
        while True:
            status, answer = self._send(method, path, body, headers)
            if 200 <= status < 300:
                return answer
            if status and status not in _BUSY:
                raise DemoError(
                    f"{method} {path} returned {status}: {answer.get('detail', 'no reason given')}"
                )
            if time.monotonic() > until:
                reason = f"it returns {status}" if status else "no answer"
                raise DemoError(f"the service at {self.address}:{self.port} is not available: {reason}")
            time.sleep(_PAUSE_SECONDS)

    def _send(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON; status 0 if no response was received."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=_TIMEOUT_SECONDS)
        sent = {"Host": self.name, "Authorization": f"Bearer {self.key}", **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        try:
            connection.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), sent)
            response = connection.getresponse()
            answer = json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException):
            return 0, {}
        except ValueError:  # an error page of a proxy
            answer = {}
        finally:
            connection.close()
        return response.status, answer if isinstance(answer, dict) else {}
