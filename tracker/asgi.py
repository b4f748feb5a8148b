"""The entry point of the web, the only role with threads and so with a pool of database connections."""

from __future__ import annotations

import os
import uuid

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest

from tracker import env, open_files, telemetry
from tracker.event_streams import EventStreams, StreamLimits
from tracker.request_bodies import BodyLimits, RequestBodies
from tracker.threads import InThreads, ThreadLimits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
_THREADS = env.integer("WEB_THREADS", 8, least=2, most=256)
os.environ.setdefault("DATABASE_POOL", str(_THREADS))
telemetry.begin("web")
_django = get_wsgi_application()

from api.problems import problem_response  # noqa: E402 - its settings are there only now
from api.v1.events import newest_seq  # noqa: E402
from tracker import request_metrics  # noqa: E402

_TOTAL_BODIES = 16
"""How many bodies of the largest permitted size a process holds while they are being received."""

open_files.permit_many()


def _refusal(code: str, detail: str, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    request = HttpRequest()
    request.path, request_id = path, uuid.uuid4().hex
    request.request_id = request_id  # type: ignore[attr-defined]
    headers = {"X-Request-ID": request_id, "Retry-After": "1"}
    response = problem_response(request, code, detail, headers=headers)
    request_metrics.count(request_metrics.OTHER, request_metrics.REFUSED, response.status_code)
    return response.status_code, list(response.items()), response.content


_requests = RequestBodies(
    InThreads(
        _django,
        ThreadLimits(
            threads=_THREADS,
            queue_seconds=settings.WEB_QUEUE_SECONDS,
            response_seconds=settings.WEB_RESPONSE_SECONDS,
        ),
        _refusal,
    ),
    BodyLimits(
        max_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        total_bytes=_TOTAL_BODIES * settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        per_address=env.integer("WEB_BODIES_PER_ADDRESS", 20, least=1),
        seconds=env.integer("WEB_BODY_SECONDS", 30, least=1, most=3600),
    ),
    _refusal,
)
application = EventStreams(
    _requests,
    newest_seq,
    StreamLimits(
        total=env.integer("WEB_STREAMS", 1000),
        per_key=env.integer("WEB_STREAMS_PER_KEY", 100),
        reads=max(1, _THREADS // 4),
    ),
    _refusal,
)
