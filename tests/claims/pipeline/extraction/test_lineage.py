"""What names are versions and variants of."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.gazetteer import KnownNames, read_names
from claims.pipeline.extraction.lineage import ancestors_of
from claims.vocabulary import EntityKind

KNOWN = KnownNames(
    read_names("""
[model]
Qwen = []
GPT = []
Claude = []
"Claude Opus" = { aliases = ["Opus"], parent = "Claude" }
DeepSeek = []
o3 = []
CodeQwen = { parent = "Qwen" }
[benchmark]
MMLU = []
"MMLU-Pro" = []
"Arena-Hard" = []
ARC = []
"ARC-AGI" = { parent = "" }
[organisation]
Google = []
"Google Cloud" = { parent = "Google" }
"Google Books" = []
""")
)


@pytest.mark.parametrize(
    ("name", "ancestors"),
    [
        ("Qwen", ()),
        ("Qwen2.5", ("Qwen",)),
        ("Qwen2.5-Max", ("Qwen2.5", "Qwen")),
        ("Qwen2.5-72B", ("Qwen2.5", "Qwen")),
        ("Qwen2.5-72B-Instruct", ("Qwen2.5", "Qwen")),
        ("Qwen2.5-Coder-32B-Instruct", ("Qwen2.5-Coder", "Qwen2.5", "Qwen")),
        ("Qwen3-235B-A22B", ("Qwen3", "Qwen")),
        ("Qwen 2.5 Max", ("Qwen 2.5", "Qwen")),
        ("CodeQwen1.5-7B-Chat", ("CodeQwen1.5", "CodeQwen", "Qwen")),
        ("Claude 3.5 Sonnet", ("Claude 3.5", "Claude")),
        ("Opus 4.5", ("Claude Opus", "Claude")),
        ("GPT-4o", ("GPT-4", "GPT")),
        ("GPT-4o mini", ("GPT-4o", "GPT-4", "GPT")),
        ("GPT-4.1", ("GPT",)),
        ("GPT-4-0613", ("GPT-4", "GPT")),
        ("GPT4V", ("GPT4", "GPT")),
        ("DeepSeek-V3-0324", ("DeepSeek-V3", "DeepSeek")),
        ("DeepSeek-V3", ("DeepSeek",)),
        ("o3-mini", ("o3",)),
        ("Abel-7B-Instruct", ("Abel",)),
    ],
)
def test_variants_belong_to_versions_and_versions_to_families(name: str, ancestors: tuple[str, ...]) -> None:
    assert ancestors_of(name, EntityKind.MODEL, KNOWN) == ancestors


@pytest.mark.parametrize(
    ("name", "ancestors"),
    [
        ("Arena-Hard v2", ("Arena-Hard",)),
        ("MMLU-Pro", ("MMLU",)),
        ("MMLU-Pro 2", ("MMLU-Pro", "MMLU")),
        ("ARC-AGI-2", ("ARC-AGI",)),
        ("Unknown Bench 2", ()),
    ],
)
def test_benchmarks_belong_to_what_they_begin_with(name: str, ancestors: tuple[str, ...]) -> None:
    assert ancestors_of(name, EntityKind.BENCHMARK, KNOWN) == ancestors


def test_organisations_belong_together_only_where_the_file_says_so() -> None:
    assert ancestors_of("Google Cloud", EntityKind.ORGANISATION, KNOWN) == ("Google",)
    assert ancestors_of("Google Books", EntityKind.ORGANISATION, KNOWN) == ()


@pytest.mark.parametrize("name", ["", "-", "7B", "Qwen2.5-" + "Max-" * 100])
def test_any_name_has_few_ancestors(name: str) -> None:
    assert len(ancestors_of(name, EntityKind.MODEL, KNOWN)) <= 5


def test_names_that_name_each_other_end() -> None:
    known = KnownNames(read_names("[model]\nHen = { parent = 'Egg 1' }\nEgg = { parent = 'Hen' }"))

    assert ancestors_of("Hen", EntityKind.MODEL, known) == ("Egg 1", "Egg")
