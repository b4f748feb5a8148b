"""Downloads of exports: the file as a stream, whole or in parts."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.utils import timezone
from rest_framework.request import Request

from api.problems import ApiError
from api.ranges import UnsatisfiableRangeError, requested_range
from api.renderers import (
    CsvRenderer,
    FileRenderer,
    GzipRenderer,
    JSONRenderer,
    NdjsonRenderer,
    ParquetRenderer,
)
from api.v1.exports import export_key_or_404
from api.views import ApiView
from claims.models import Export
from claims.services.exports import files

logger = structlog.get_logger(__name__)

_BLOCK = 65536
_MAX_CAUSE = 500

_BINARY = {"type": "string", "format": "binary"}
_MEDIA_TYPES = {
    Export.Format.NDJSON: NdjsonRenderer.media_type,
    Export.Format.CSV: "text/csv; charset=utf-8",
    Export.Format.PARQUET: ParquetRenderer.media_type,
}


class ExportDownload(ApiView):
    """The file of an export."""

    scopes = {"GET": "read"}
    renderer_classes = [
        FileRenderer,
        NdjsonRenderer,
        CsvRenderer,
        ParquetRenderer,
        GzipRenderer,
        JSONRenderer,
    ]
    request_headers = {"GET": ["Range", "If-Range", "If-None-Match"]}
    responses = {"GET": {200: _BINARY, 206: _BINARY, 302: None, 304: None}}

    def get(self, request: Request, id: str) -> HttpResponseBase:
        """Download the file of an export.

        With `Range` the response is that part of the file (206), so that an interrupted download continues; `If-Range` with
        the ETag makes sure that it is the same file. `Repr-Digest` has the SHA-256 of the whole file. Where the operator
        has set it up, the response leads to the file in an object storage (302). The file of an export that is not
        completed is a 409, an expired one a 410.
        """
        if getattr(request._request, "is_in_batch", False):
            raise ApiError("invalid", "A batch cannot contain a download.")
        export = Export.objects.get(pk=export_key_or_404(request, id))
        _check_available(export)
        etag = f'"{export.sha256}"'
        if _names(request.headers.get("If-None-Match", ""), etag):
            return HttpResponse(status=304, headers={"ETag": etag})
        if settings.EXPORTS_REDIRECT and request.method == "GET":  # a URL is signed for one method
            with _storage_errors(export):
                return HttpResponseRedirect(files.storage().url(export.file_name))
        part = _part_of(request, export, etag)
        start, end = part or (0, export.bytes)
        headers = _headers_of(export, etag) | {"Content-Length": str(end - start)}
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{export.bytes}"
        return _response(request, export, start, end, 206 if part else 200, headers)


def _check_available(export: Export) -> None:
    """Raises ApiError unless the export has a file."""
    if export.is_expired_at(timezone.now()):
        raise ApiError("export_expired", "The file of this export was deleted because of its age.")
    if export.state != Export.State.COMPLETED:
        raise ApiError("conflict", f"This export is {export.state}, not completed: it has no file.")


def _part_of(request: Request, export: Export, etag: str) -> tuple[int, int] | None:
    """The part that the request asks for; None for the whole file. Raises ApiError (416)."""
    condition = request.headers.get("If-Range", etag)
    header = request.headers.get("Range", "")
    if condition != etag or request.method != "GET":
        return None
    try:
        return requested_range(header, export.bytes)
    except UnsatisfiableRangeError as error:
        raise ApiError(
            "range_not_satisfiable",
            f"The file has {export.bytes} bytes.",
            headers={"Content-Range": f"bytes */{export.bytes}", "Accept-Ranges": "bytes"},
        ) from error


def _headers_of(export: Export, etag: str) -> dict[str, str]:
    is_gzip = export.compression == Export.Compression.GZIP
    digest = base64.b64encode(bytes.fromhex(export.sha256)).decode()
    moment = export.snapshot_at.strftime("%Y%m%dT%H%M%SZ") if export.snapshot_at else ""
    name = f"{export.resource}-{moment}-{export.feed_position}{files.suffix_of(export)}"
    return {
        "Content-Type": GzipRenderer.media_type if is_gzip else _MEDIA_TYPES[Export.Format(export.format)],
        "Content-Disposition": f'attachment; filename="{name}"',
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Repr-Digest": f"sha-256=:{digest}:",
    }


def _response(
    request: Request, export: Export, start: int, end: int, status: int, headers: dict[str, str]
) -> HttpResponseBase:
    """The part as a stream, which the server's threads read as the caller takes it. Raises ApiError without a file."""
    if not connection.in_atomic_block:
        connection.close()  # returns it to the pool: neither the storage nor the stream needs it
    with _storage_errors(export):
        file = cast(BinaryIO, files.storage().open(export.file_name, "rb"))
        if request.method == "HEAD":
            file.close()
            return HttpResponse(b"", status=status, headers=headers)
        file.seek(start)  # here, a storage may load the whole file
    return StreamingHttpResponse(_FilePart(file, end - start), status=status, headers=headers)


@contextmanager
def _storage_errors(export: Export) -> Iterator[None]:
    """Raises ApiError for errors of the storage's client, which has classes of its own."""
    try:
        yield
    except FileNotFoundError as error:
        raise ApiError("export_expired", "The file of this export is not in the storage any more.") from error
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"[:_MAX_CAUSE]
        logger.warning("file of an export cannot be read", file=export.file_name, cause=cause)
        detail = "The storage of exports does not give the file. Try again later."
        raise ApiError("unavailable", detail, headers={"Retry-After": "5"}) from error


class _FilePart:
    """The next bytes of a file as blocks. The file is closed with the response, also if none of it was taken."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file, self._length = file, length
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        while self._length > 0 and (block := self._file.read(min(_BLOCK, self._length))):
            self._length -= len(block)
            yield block


def _names(header: str, etag: str) -> bool:
    etags = [part.strip().removeprefix("W/") for part in header.split(",")]
    return etag in etags or etags == ["*"]
