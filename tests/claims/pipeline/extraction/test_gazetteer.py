"""Names files are read, and spellings meet the names that are meant."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.gazetteer import Entry, KnownNames, names_digest, read_names
from claims.vocabulary import EntityKind

FILE = """
[model]
Kestrel = ["Falco"]
Osprey = { numbered = true }
Pi = []
[benchmark]
DROP = []
Avi-Bench = { aliases = ["Bird's Eye"], parent = "BirdBench" }
"Avi-Bench Hard" = { parent = "" }
"""
KNOWN = KnownNames(read_names(FILE))


def name_of(entry: Entry | None) -> str:
    return entry.name if entry else ""


def test_both_forms_of_an_entry_are_read() -> None:
    assert read_names("[dataset]\nA = ['B']\nC = { aliases = ['D'], parent = 'A' }") == (
        Entry(EntityKind.DATASET, "A", ("B",)),
        Entry(EntityKind.DATASET, "C", ("D",), "A"),
    )


@pytest.mark.parametrize("words", ["Kestrel", "KESTREL", "falco"])
def test_case_counts_for_nothing(words: str) -> None:
    assert name_of(KNOWN.entry(words)) == "Kestrel"


@pytest.mark.parametrize("words", ["Avi-Bench", "AviBench", "Avi Bench", "AVI-BENCH"])
def test_spaces_and_hyphens_count_for_nothing(words: str) -> None:
    assert name_of(KNOWN.entry(words)) == "Avi-Bench"


@pytest.mark.parametrize("words", ["Kestrel2", "Kestrel+", "Drop", "PI", "Avibench", "Osprey"])
def test_digits_signs_and_plain_words_are_other_names(words: str) -> None:
    assert KNOWN.entry(words) is None


@pytest.mark.parametrize(
    ("words", "family"),
    [
        ("Kestrel2.5-Max", "Kestrel"),
        ("Kestrel 3 Large", "Kestrel"),
        ("Falco-7B", "Kestrel"),
        ("Osprey 2.5", "Osprey"),
        ("Osprey 2", ""),
        ("Osprey-13B", "Osprey"),
        ("Osprey eggs", ""),
        ("Kestrels", ""),
        ("Avi-Bench 2", ""),
    ],
)
def test_a_model_is_known_by_its_family(words: str, family: str) -> None:
    assert name_of(KNOWN.family(words)) == family


def test_the_longest_beginning_is_the_one_that_counts() -> None:
    assert name_of(KNOWN.beginning("Avi-Bench Hard v2")) == "Avi-Bench Hard"
    assert KNOWN.beginning("Avi Fauna") is None


def test_what_comes_first_goes_before_what_comes_later() -> None:
    known = KnownNames([Entry(EntityKind.PRODUCT, "Kestrel"), *read_names(FILE)])

    assert known.entry("Kestrel") == Entry(EntityKind.PRODUCT, "Kestrel")


def test_a_digest_stands_for_additions() -> None:
    assert names_digest(" \n") == ""
    assert len(names_digest(FILE)) == 8
    assert names_digest(FILE) != names_digest(FILE + "[other]")
