"""Halves: which labelled documents rules are developed on, and which only report how well the rules do."""

from __future__ import annotations

import tomllib
import zlib
from pathlib import Path

_SPLIT = tomllib.loads(Path(__file__).with_name("split.toml").read_text(encoding="utf-8"))["developed_on"]

DEVELOPED = "developed on"
UNSEEN = "unseen"


def half_of(folder: str, name: str) -> str:
    """DEVELOPED or UNSEEN: the half of `folder` that a document, a case or a sentence belongs to."""
    if folder in _SPLIT["even_checksums"]:
        return UNSEEN if zlib.crc32(name.encode()) % 2 else DEVELOPED
    return DEVELOPED if name in _SPLIT[folder] else UNSEEN
