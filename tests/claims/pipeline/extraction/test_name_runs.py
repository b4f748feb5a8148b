"""A run of capitalised words falls into its names."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.gazetteer import KnownNames, read_names
from claims.pipeline.extraction.name_runs import read_run

KNOWN = KnownNames(
    read_names("[model]\nKestrel = []\n'Corvid Nova' = []\n[organisation]\nCorvid = []\n'First Harbour' = []")
)


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("The Zorp", ["Zorp"]),
        ("Corvid Kestrel 2", ["Corvid", "Kestrel 2"]),
        ("Corvid Nova Pro", ["Corvid Nova Pro"]),
        ("Zorp CEO Ruth Berg", ["Zorp", "Ruth Berg"]),
        ("Deputy Minister Ruth Berg", ["Ruth Berg"]),
        ("Rep. Ruth Berg", ["Ruth Berg"]),
        ("Unless Zorp", ["Zorp"]),
        ("Most New Zorpers", ["New Zorpers"]),
        ("Zorp. Lanthorn Talks", ["Zorp", "Lanthorn Talks"]),
        ("Introduces Kestrel-2", ["Kestrel-2"]),
        ("Kestrel-based", ["Kestrel"]),
        ("Zorp-based", []),
        ("Artificial Intelligence", []),
        ("First Harbour Trust", ["First Harbour Trust"]),
        ("New Kestrel 2", ["Kestrel 2"]),
    ],
)
def test_names_of_a_run(run: str, names: list[str]) -> None:
    mentions = read_run(run, KNOWN, keeps_first=False)

    assert [mention.text for mention in mentions] == names
    assert [run[mention.start : mention.end] for mention in mentions] == names


def test_first_word_is_kept_where_the_sentence_says_so() -> None:
    assert [m.text for m in read_run("First Zorp", KNOWN, keeps_first=True)] == ["First Zorp"]
    assert [m.text for m in read_run("First Zorp", KNOWN, keeps_first=False)] == ["Zorp"]
    assert [m.text for m in read_run("First Kestrel 2", KNOWN, keeps_first=True)] == ["Kestrel 2"]
