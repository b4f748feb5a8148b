"""Files: an export is written to a file on this machine, which is then moved to the storage `exports`.

The storage is one of Django's: a folder, or what a backend of django-storages reaches. It gets complete files only.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import importlib
import io
import os
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

from claims.ids import parse_type_id, type_id
from claims.models import Export
from claims.pipeline.exports.columns import Column
from claims.pipeline.exports.text_files import CsvWriter, NdjsonWriter

_SUFFIXES = {Export.Format.NDJSON: "ndjson", Export.Format.CSV: "csv", Export.Format.PARQUET: "parquet"}


class RowWriter(Protocol):
    """What writes rows to a file."""

    def write(self, rows: Sequence[str]) -> None:
        """Add the JSON of some objects."""

    def close(self) -> None:
        """Write what is left. The file stays open."""


class TooManyBytesError(Exception):
    """A file would become larger than it may."""


class HashedFile(io.RawIOBase):
    """A new file that counts and hashes what is written. Raises TooManyBytesError beyond `max_bytes`, OSError."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = path.open("xb")
        self._hash = hashlib.sha256()
        self._max_bytes = max_bytes
        self.size = 0

    def writable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The bytes that were written."""
        return self.size

    def write(self, data: Any) -> int:
        """Add bytes."""
        self.size += len(data)
        if self.size > self._max_bytes:
            raise TooManyBytesError
        self._hash.update(data)
        return self._file.write(data)

    def finish(self) -> str:
        """Write everything to the disk. Returns the SHA-256 in hexadecimal digits."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        """Close the file, whatever was written."""
        self._file.close()
        super().close()


@contextlib.contextmanager
def row_writer(file: HashedFile, export: Export, columns: Sequence[Column]) -> Iterator[RowWriter]:
    """What writes the rows of an export in its format. The file is complete after the block."""
    with contextlib.ExitStack() as stack:
        target = cast(BinaryIO, file)
        if export.compression == Export.Compression.GZIP:
            target = cast(BinaryIO, gzip.GzipFile("", "wb", 6, file, mtime=0))
            stack.callback(target.close)
        writer = _writer_class(export)(target, columns)
        yield writer
        writer.close()


def _writer_class(export: Export) -> Callable[[BinaryIO, Sequence[Column]], RowWriter]:
    match export.format:
        case Export.Format.NDJSON:
            return NdjsonWriter
        case Export.Format.CSV:
            return CsvWriter
    # Loaded by a process that writes Parquet, and by no other: it takes 50 MB.
    parquet: Callable[[BinaryIO, Sequence[Column]], RowWriter] = importlib.import_module(
        "claims.pipeline.exports.parquet"
    ).ParquetWriter
    return parquet


class _MovableFile(File):  # type: ignore[type-arg]
    """A file that a storage on the same machine moves instead of copying it, as it moves uploaded files."""

    def temporary_file_path(self) -> str:
        """Where it is."""
        return str(self.file.name)  # type: ignore[union-attr]


def storage() -> Storage:
    """The storage of the files."""
    return storages["exports"]


def suffix_of(export: Export) -> str:
    """The ending of its file's name: `.csv.gz`."""
    compressed = ".gz" if export.compression == Export.Compression.GZIP else ""
    return f".{_SUFFIXES[Export.Format(export.format)]}{compressed}"


def name_in_storage(export: Export) -> str:
    """The name of the file of this attempt."""
    return f"{type_id('export', export.pk)}-{export.attempt_count}{suffix_of(export)}"


def unfinished_path(export: Export) -> Path:
    """Where this attempt writes."""
    return _unfinished() / name_in_storage(export)


def store(path: Path, name: str) -> None:
    """Move a file to the storage. Raises what the storage raises."""
    with path.open("rb") as file:
        storage().save(name, _MovableFile(file, name=name))
    path.unlink(missing_ok=True)


def delete_unfinished() -> None:
    """Delete what workers of this machine left behind that ended while they wrote."""
    if not _unfinished().is_dir():
        return
    for path in _unfinished().iterdir():
        number = path.name.partition(".")[0].rpartition("-")[2]
        with contextlib.suppress(ValueError):
            key = parse_type_id("export", path.name.rpartition("-")[0])
            if not _is_written(key, int(number)):
                path.unlink(missing_ok=True)


def _is_written(key: uuid.UUID, attempt: int) -> bool:
    attempts = Export.objects.under_way().filter(pk=key, attempt_count=attempt)
    return attempts.filter(state=Export.State.RUNNING).exists()


def _unfinished() -> Path:
    return Path(settings.EXPORTS_DIR) / "unfinished"
