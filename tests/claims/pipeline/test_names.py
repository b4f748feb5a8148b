import pytest

from claims.pipeline.names import find_mentions
from claims.values import EntityKind


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Then Qwen2.5-Max won", "Qwen2.5-Max", EntityKind.MODEL),
        ("while Claude 3.5 Sonnet lost", "Claude 3.5 Sonnet", EntityKind.MODEL),
        ("and OpenAI's lawyers", "OpenAI", EntityKind.ORGANISATION),
        ("on AIME 2024, it", "AIME 2024", EntityKind.BENCHMARK),
        ("with Chain-of-Thought and", "Chain-of-Thought", EntityKind.TECHNIQUE),
        ("the new Abel-7B-Instruct came", "Abel-7B-Instruct", EntityKind.MODEL),
        ("a Norland University study", "Norland University", EntityKind.ORGANISATION),
        ("the FooBench suite", "FooBench", EntityKind.BENCHMARK),
        ("by Marta Olsen today", "Marta Olsen", EntityKind.OTHER),
    ],
)
def test_name_and_kind_are_found(text, name, kind):
    (mention,) = find_mentions(text)

    assert (mention.text, mention.kind) == (name, kind)
    assert text[mention.start : mention.end] == name


@pytest.mark.parametrize(
    "text",
    [
        "The results were good",
        "In May 2024 it rained",
        "a 7B model",
        "up to 128K tokens",
        "Modular learning is hard",
    ],
)
def test_capitals_of_the_sentence_are_no_names(text):
    assert find_mentions(text) == ()


def test_other_spellings_lead_to_the_usual_one():
    assert find_mentions("when DeepMind spoke")[0].canonical == "Google DeepMind"


def test_models_of_one_family_stay_apart():
    assert [m.canonical for m in find_mentions("from Qwen2 to Qwen2.5-Max")] == ["Qwen2", "Qwen2.5-Max"]


def test_share_behind_a_name_is_not_part_of_it():
    assert [m.text for m in find_mentions("while CapCut 4% and MMMU Pro 75% stay")] == ["CapCut", "MMMU Pro"]
