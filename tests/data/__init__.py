"""Facts that tests are checked against: URLs to refuse, and what a robots.txt says."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def groups(name: str, table: str) -> list[dict]:
    """The tables of a file in this folder."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))[table]


def refused_urls(*kinds: str) -> list[str]:
    """The URLs that must not be connected to: those of these kinds (`written` if the group names none), or all."""
    return [
        url
        for group in groups("refused_urls.toml", "group")
        if not kinds or group.get("kind", "written") in kinds
        for url in group["urls"]
    ]
