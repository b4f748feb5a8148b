"""Renderers: responses to bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """UTF-8 JSON. Bytes are passed on: views render objects themselves, for their ETag."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of a response; none for None."""
        if data is None or isinstance(data, bytes):
            return data or b""
        return orjson.dumps(data)


class LinkedDataRenderer(JSONRenderer):
    """JSON-LD 1.1."""

    media_type = "application/ld+json"
    format = "jsonld"


class JSONFeedRenderer(JSONRenderer):
    """JSON Feed 1.1."""

    media_type = "application/feed+json"
    format = "feed"


class AtomRenderer(JSONRenderer):
    """Atom (RFC 4287), as bytes."""

    media_type = "application/atom+xml"
    format = "atom"


class SVGRenderer(JSONRenderer):
    """A drawing, as bytes."""

    media_type = "image/svg+xml"
    format = "svg"


class FileRenderer(JSONRenderer):
    """Any of the formats: generated clients read it as bytes."""

    media_type = "application/octet-stream"
    format = "file"


class NdjsonRenderer(JSONRenderer):
    """Lines of JSON."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class CsvRenderer(JSONRenderer):
    """CSV (RFC 4180)."""

    media_type = "text/csv"
    format = "csv"


class ParquetRenderer(JSONRenderer):
    """Parquet."""

    media_type = "application/vnd.apache.parquet"
    format = "parquet"


class GzipRenderer(JSONRenderer):
    """Any of the text formats, compressed."""

    media_type = "application/gzip"
    format = "gzip"
