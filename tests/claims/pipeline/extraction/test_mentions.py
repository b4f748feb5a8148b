import pytest

from claims.errors import InputError
from claims.pipeline.extraction.mentions import find_mentions, learn_names, learned_names, names_of
from claims.values import Name
from claims.vocabulary import EntityKind


@pytest.fixture
def forgetful():
    yield
    learn_names("")


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Then Qwen2.5-Max won", "Qwen2.5-Max", EntityKind.MODEL),
        ("it saved Zorp 12 days", "Zorp", EntityKind.OTHER),
        ("then Gov. Marta Olsen left", "Marta Olsen", EntityKind.PERSON),
        ("while Claude 3.5 Sonnet lost", "Claude 3.5 Sonnet", EntityKind.MODEL),
        ("and OpenAI's lawyers", "OpenAI", EntityKind.ORGANISATION),
        ("on AIME 2024, it", "AIME 2024", EntityKind.BENCHMARK),
        ("with Chain-of-Thought and", "Chain-of-Thought", EntityKind.TECHNIQUE),
        ("the new Abel-7B-Instruct came", "Abel-7B-Instruct", EntityKind.MODEL),
        ("a Norland University study", "Norland University", EntityKind.ORGANISATION),
        ("the FooBench suite", "FooBench", EntityKind.BENCHMARK),
        ("by Marta Olsen today", "Marta Olsen", EntityKind.OTHER),
        ("than that of Halo–2 here", "Halo–2", EntityKind.OTHER),
        ("the new Abel-7B¹ came", "Abel-7B", EntityKind.MODEL),
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
        "Two-thirds of it are here",
        "Twenty-five said so",
        "Long-term rates rose",
        "First-quarter revenue fell",
        "the new Benchmark here",
        "Turnout was 61% there",
        "see Article 12 of it",
        "AI and 3D are here",
        "with Artificial Intelligence there",
        "with Agentic AI there",
        "for Machine Learning and LLMs",
        "some Chinese AI there",
        "it has 5 GW of it",
        "it paid Rs 2.5 of it",
    ],
)
def test_capitals_of_the_sentence_are_no_names(text):
    assert find_mentions(text) == ()


def test_a_hyphened_name_keeps_its_parts():
    assert [m.text for m in find_mentions("Coca-Cola sold it. Rolls-Royce has it.")] == [
        "Coca-Cola",
        "Rolls-Royce",
    ]


def test_a_thing_may_be_written_with_its_maker():
    text = "while OpenAI Sora 2 beat Google's Veo 3.1 and Google Gemini"

    names = names_of(find_mentions(text))

    assert [(name.text, name.canonical) for name in names] == [
        ("OpenAI", "OpenAI"),
        ("OpenAI Sora 2", "Sora 2"),
        ("Google", "Google"),
        ("Veo 3.1", "Veo 3.1"),
        ("Google Gemini", "Gemini"),
    ]


def test_other_spellings_lead_to_the_usual_one():
    assert find_mentions("when DeepMind spoke")[0].canonical == "Google DeepMind"


def test_models_of_one_family_stay_apart():
    assert [m.canonical for m in find_mentions("from Qwen2 to Qwen2.5-Max")] == ["Qwen2", "Qwen2.5-Max"]


def test_share_behind_a_name_is_not_part_of_it():
    assert [m.text for m in find_mentions("while CapCut 4% and MMMU Pro 75% stay")] == ["CapCut", "MMMU Pro"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("they tried Mixtral. Norland Talks went on", ["Mixtral", "Norland Talks"]),
        ("when St. Louis and J. Smith met", ["St. Louis", "J. Smith"]),
        ("while OpenAI o3 lost", ["OpenAI o3"]),
        ("on Nvidia H100 GPUs there", ["Nvidia H100 GPUs"]),
        ("with Google Maps open", ["Google Maps"]),
        ("on Humanity’s Last Exam it", ["Humanity’s Last Exam"]),
        ("a Mixture of Experts model", ["Mixture of Experts"]),
        ("while qwen2.5-max and gpt-4o lost", ["qwen2.5-max", "gpt-4o"]),
        ("with MMLU 82.3 and AIME 2024 there", ["MMLU", "AIME 2024"]),
        ("a GPT-4-level model", ["GPT-4"]),
        ("a Berlin-based firm in Phase 2", []),
        ("with Amazon Nova Pro there", ["Amazon Nova Pro"]),
        ("when Norland CEO Marta Olsen left", ["Norland", "Marta Olsen"]),
        ("和Prometheus的服务", ["Prometheus"]),
    ],
)
def test_a_name_is_neither_cut_short_nor_too_long(text, names):
    mentions = find_mentions(text)

    assert [m.text for m in mentions] == names
    assert [text[m.start : m.end] for m in mentions] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("New Zealand voted.", ["New Zealand"]),
        ("New York University paid it.", ["New York University"]),
        ("First Solar sold panels.", ["First Solar"]),
        ("shares of First Norland there", ["First Norland"]),
        ("One Medical has members.", ["One Medical"]),
        ("Last Lantern raised money.", ["Last Lantern"]),
        ("Open Harbour gave it.", ["Open Harbour"]),
        ("New Corvid cars came.", ["Corvid"]),
        ("Two Norland ministers left.", ["Norland"]),
        ("New OpenAI models came.", ["OpenAI"]),
        ("The New Claude 3 won.", ["Claude 3"]),
        ("Next Monday it rains.", []),
        ("Presents KerbNet-7B here.", ["KerbNet-7B"]),
        ("Call Corvid today.", ["Corvid"]),
    ],
)
def test_a_common_first_word_belongs_to_a_name_or_does_not(text, names):
    assert [m.text for m in find_mentions(text)] == names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("then Zorp, a language model, won", EntityKind.MODEL),
        ("on the Zorp benchmark there", EntityKind.BENCHMARK),
        ("on the Zorp dataset there", EntityKind.DATASET),
        ("with the Zorp app there", EntityKind.PRODUCT),
        ("when Zorp, a startup, won", EntityKind.ORGANISATION),
        ("as Zorp's shares rose", EntityKind.ORGANISATION),
        ("as Ruth Berg, chief executive of it, said", EntityKind.PERSON),
        ("as Mr Berg said", EntityKind.PERSON),
        ("as Zorp said", EntityKind.OTHER),
    ],
)
def test_words_around_an_unknown_name_say_its_kind(text, kind):
    assert find_mentions(text)[0].kind is kind


def test_long_form_and_abbreviation_are_one_name():
    mentions = find_mentions("on Massive Multitask Language Understanding (MMLU) it")

    assert [(m.text, m.canonical, m.kind) for m in mentions] == [
        ("Massive Multitask Language Understanding", "MMLU", EntityKind.BENCHMARK),
        ("MMLU", "MMLU", EntityKind.BENCHMARK),
    ]


def test_unknown_abbreviation_has_the_kind_of_its_long_form():
    mentions = find_mentions("as the Norland Research Institute (NRI) said, NRI won")

    assert {(m.canonical, m.kind) for m in mentions} == {("NRI", EntityKind.ORGANISATION)}


def test_abbreviated_concept_is_no_name():
    assert find_mentions("with Large Language Models (LLMs) there") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the SWE-bench Verified set", EntityKind.BENCHMARK),
        ("the Gemini API today", EntityKind.PRODUCT),
        ("so Yann LeCun left", EntityKind.PERSON),
        ("on Penn Treebank again", EntityKind.DATASET),
        ("the Osprey 2 plane", EntityKind.OTHER),
        ("the Multiple choice", EntityKind.OTHER),
        ("the Step-2 of it", EntityKind.MODEL),
        ("while Falcon 9 flew", EntityKind.OTHER),
        ("while Falcon 180B lost", EntityKind.MODEL),
        ("the Step of it", EntityKind.OTHER),
    ],
)
def test_kinds_follow_the_file_and_then_the_form(text, kind):
    assert find_mentions(text)[0].kind is kind


@pytest.mark.parametrize("spelling", ["Arena-Hard", "Arena Hard", "ArenaHard", "ARENA-HARD"])
def test_spellings_of_one_name_have_one_usual_spelling(spelling):
    assert find_mentions(f"on {spelling} it")[0].canonical == "Arena-Hard"


def test_names_know_what_they_are_versions_of():
    assert names_of(find_mentions("when Qwen2.5-Max won")) == (
        Name("Qwen2.5-Max", "Qwen2.5-Max", EntityKind.MODEL, ("Qwen2.5", "Qwen")),
    )


def test_additions_are_known_until_they_are_forgotten(forgetful):
    text = "when Heron beat Falconet 2 on Avian"
    assert {m.kind for m in find_mentions(text)} == {EntityKind.OTHER}

    learn_names("[model]\nFalconet = []\n[organisation]\nHeron = []\n[benchmark]\nAvian = []")
    learned = [(m.text, m.kind.value) for m in find_mentions(text)]
    learn_names("")

    assert learned == [("Heron", "organisation"), ("Falconet 2", "model"), ("Avian", "benchmark")]
    assert {m.kind for m in find_mentions(text)} == {EntityKind.OTHER}


def test_additions_go_before_what_we_say(forgetful):
    learn_names("[product]\nGemini = []")

    assert find_mentions("when Gemini won")[0].kind is EntityKind.PRODUCT


def test_additions_with_a_mistake_change_nothing(forgetful):
    learn_names("[product]\nHeron = []")
    before = learned_names()

    with pytest.raises(InputError):
        learn_names("[product]\nHeron = 7")

    assert learned_names() == before != ""


@pytest.mark.parametrize(
    "text", ["Qwen2.5-" * 2000, "a. " * 5000, "A. " * 3000, "gpt-4" * 3000, "U.S. " * 3000]
)
def test_nonsense_ends(text):
    assert all(text[m.start : m.end] == m.text for m in find_mentions(text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The First Amendment protects speech.", ["First Amendment"]),
        ("The Second Avenue line opened.", ["Second Avenue"]),
        ("The First quarter was weak.", []),
        ("The New Qwen3 models came.", ["Qwen3"]),
    ],
)
def test_a_capital_behind_the_article_belongs_to_the_name(text, names):
    assert [mention.text for mention in find_mentions(text)] == names


def test_what_a_reader_is_told_to_add_is_no_name_with_a_number():
    assert [m.text for m in find_mentions("Add 2 spoons to Kestrel-2.")] == ["Kestrel-2"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It met Hanna von der Au and Piet de Graaf.", ["Hanna von der Au", "Piet de Graaf"]),
        ("It shut the pass to Val d’Arve.", ["Val d’Arve"]),
        ("It sold boats to Ruiz & Sons and Tan & Co.", ["Ruiz & Sons", "Tan & Co"]),
        ("It sold boats to Corvid & Lanthorn.", ["Corvid", "Lanthorn"]),
    ],
)
def test_particles_and_words_for_partners_are_part_of_a_name(text, names):
    assert [mention.text for mention in find_mentions(text)] == names
