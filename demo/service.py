"""Service: a small client of the REST API, with the patience that a client needs: it asks again what was not answered."""

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

PATIENCE_SECONDS = 90
_TIMEOUT_SECONDS = 40
_PAUSE_SECONDS = 1.0
_BUSY = {429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Service:
    """Where the web listens, by which name it is called, and the key that opens it."""

    address: str
    port: int
    name: str
    key: str

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """What is there. Raises DemoError if it is refused, or not answered for PATIENCE_SECONDS."""
        asked = urlencode({name.replace("__", "."): value for name, value in query.items()}, quote_via=quote)
        return self._ask("GET", f"{path}?{asked}" if asked else path, None, {})

    def post(self, path: str, body: Mapping[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        """Do something, once: the Idempotency-Key makes it safe to ask again. Raises DemoError as `get` does."""
        once = {"Idempotency-Key": uuid.uuid4().hex}
        return self._ask("POST", path, body, once | headers)

    def patch(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change something. Raises DemoError as `get` does."""
        return self._ask("PATCH", path, body, {})

    def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, answer = self._once(method, path, body, headers)
            if 200 <= status < 300:
                return answer
            if status and status not in _BUSY:
                raise DemoError(
                    f"{method} {path} was answered {status}: {answer.get('detail', 'no reason given')}"
                )
            if time.monotonic() > until:
                why = f"it answers {status}" if status else "nobody answers"
                raise DemoError(f"the service at {self.address}:{self.port} is not there: {why}")
            time.sleep(_PAUSE_SECONDS)

    def _once(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, Any]]:
        """The status and the JSON; status 0 if there was no answer."""
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
        except ValueError:  # an error page of somebody in between
            answer = {}
        finally:
            connection.close()
        return response.status, answer if isinstance(answer, dict) else {}
