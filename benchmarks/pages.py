"""Pages: the real pages of the data folder, each with the text of its article."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page as it was served, where it was found, and the text that people call its article."""

    body: bytes
    url: str
    article: str


def read_pages(data: Path) -> Iterator[LabelledPage]:
    """The pages of `html/` that have an entry in its ground-truth.json."""
    folder = data / "html"
    for name, entry in json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items():
        body = gzip.decompress((folder / "pages" / f"{name}.html.gz").read_bytes())
        yield LabelledPage(body, entry.get("url", ""), entry.get("articleBody", ""))
