"""Backup file: a ZIP archive with the rows of each table, the secret key, and the hashes of both."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
_MANIFEST = "manifest.json"
_KEY = "secret_key"
_BLOCK_BYTES = 1 << 18


class BackupError(Exception):
    """A backup cannot be written, read or restored; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Table:
    """The columns in the order of the rows, the number of rows, and the SHA-256 of them as COPY writes them."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a backup contains. `migrations` are pairs of app and name; `newest_seq` is that of the feed."""

    version: str
    created_at: str
    migrations: list[list[str]]
    newest_seq: int
    key_sha256: str
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())


class Writer:
    """Writes the members of a new backup."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: dict[str, Table] = {}

    def add_table(
        self, name: str, columns: list[str], blocks: Iterable[bytes | bytearray | memoryview]
    ) -> None:
        """Add the rows of a table in COPY's text format, in which each row ends with the only newline that it has."""
        digest, rows = hashlib.sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as member:
            for block in blocks:
                content = bytes(block)
                digest.update(content)
                rows += content.count(b"\n")
                member.write(content)
        self.tables[name] = Table(columns, rows, digest.hexdigest())

    def finish(self, manifest: Manifest, secret_key: str) -> None:
        """Add the key and, last, the manifest."""
        manifest.tables = self.tables
        self._archive.writestr(_KEY, secret_key)
        self._archive.writestr(_MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1))


class Reader:
    """Reads a backup whose manifest is whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest = _manifest(archive)

    def secret_key(self) -> str:
        """The key, checked. Raises BackupError."""
        key = self._archive.read(_KEY)
        _require(key_hash(key.decode()) == self.manifest.key_sha256, _KEY)
        return key.decode()

    def blocks(self, name: str) -> Iterator[bytes]:
        """The rows of a table. Raises BackupError at their end if they are not those that were written."""
        digest = hashlib.sha256()
        with self._archive.open(_member(name)) as member:
            while block := member.read(_BLOCK_BYTES):
                digest.update(block)
                yield block
        _require(digest.hexdigest() == self.manifest.tables[name].sha256, _member(name))

    def check(self) -> None:
        """Read everything once. Raises BackupError."""
        self.secret_key()
        for name in self.manifest.tables:
            for _ in self.blocks(name):
                pass


def key_hash(secret_key: str) -> str:
    """The SHA-256 of a key."""
    return hashlib.sha256(secret_key.encode()).hexdigest()


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A backup to write. It has its name once it is complete and on the disk, and its owner only may read it."""
    if path.exists():
        raise BackupError(f"{path} exists; name another file")
    draft = path.with_name(f"{path.name}.part")
    try:
        with _private(draft) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as error:
        raise BackupError(f"cannot write {path}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """A backup to read. Raises BackupError if it is damaged or none."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Reader(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BackupError(f"{path} is damaged or not a backup: {error}") from error
    except OSError as error:
        raise BackupError(f"cannot read {path}: {error.strerror}") from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        if values.pop("format") != FORMAT:
            raise BackupError(
                "a newer version of the service wrote this backup; restore it with that version"
            )
        tables = {name: Table(**table) for name, table in values.pop("tables").items()}
        return Manifest(**values, tables=tables)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(f"the manifest of the backup cannot be read: {error}") from error


def _member(table: str) -> str:
    return f"tables/{table}"


def _require(is_whole: bool, member: str) -> None:
    if not is_whole:
        raise BackupError(f"{member} in the backup is damaged: its hash is not the one in the manifest")


def _private(path: Path) -> IO[bytes]:
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
