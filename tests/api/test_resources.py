"""Resources: what `fields` and `expand` accept."""

from __future__ import annotations

from api.resources import expandable_paths
from api.v1.claims import CLAIM


def test_expand_accepts_at_most_two_levels() -> None:
    paths = expandable_paths(CLAIM, detail=False)

    assert "citations.source" in paths
    assert max(path.count(".") for path in paths) == 1
