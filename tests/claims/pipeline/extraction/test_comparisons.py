import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.subjects import SentenceView
from claims.values import Block, Comparison, Relation


def comparisons(text):
    return find_comparisons(SentenceView(text, find_mentions(text)), Block("paragraph", 0, len(text)))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Qwen3 tops Llama 3 in arithmetic.", Relation.OUTPERFORMS),
        ("Qwen3 outperforms Llama 3.", Relation.OUTPERFORMS),
        ("Qwen3 has been shown to beat Llama 3.", Relation.OUTPERFORMS),
        ("Qwen3 is much faster than Llama 3.", Relation.OUTPERFORMS),
        ("Qwen3 has demonstrated its superiority over Llama 3.", Relation.OUTPERFORMS),
        ("Qwen3 does not beat Llama 3.", Relation.UNDERPERFORMS),
        ("Qwen3 lags behind Llama 3.", Relation.UNDERPERFORMS),
        ("Qwen3 is outperformed by Llama 3.", Relation.UNDERPERFORMS),
        ("Qwen3 is slower than Llama 3.", Relation.UNDERPERFORMS),
        ("Qwen3 is more expensive than Llama 3.", Relation.UNDERPERFORMS),
        ("Qwen3 fails to match Llama 3.", Relation.UNDERPERFORMS),
        ("Qwen3 is on par with Llama 3.", Relation.MATCHES),
        ("Qwen3 matches Llama 3.", Relation.MATCHES),
        ("Qwen3 achieves performance comparable to Llama 3.", Relation.MATCHES),
        ("Qwen3 is larger than Llama 3.", Relation.OTHER),
        ("Unlike Llama 3, Qwen3 is open.", Relation.OTHER),
    ],
)
def test_direction_and_negation_matter(text, relation):
    subject, objects = ("Qwen3", ("Llama 3",))

    assert [(c.subject, c.relation, c.objects) for c in comparisons(text)] == [(subject, relation, objects)]


def test_benchmarks_are_what_it_is_compared_on():
    (found,) = comparisons("Qwen3 outperforms Llama 3 on MMLU and GSM8K.")

    assert found.on == ("MMLU", "GSM8K")


def test_examples_follow_their_class():
    (found,) = comparisons("Qwen3 outperforms leading closed models like OpenAI's GPT-4o and Claude 3 Opus.")

    assert found.objects == ("leading closed models", "GPT-4o", "Claude 3 Opus")


def test_unnamed_rivals_are_objects_too():
    (found,) = comparisons("Qwen3 outperforms all existing systems on translation.")

    assert found == Comparison("Qwen3", Relation.OUTPERFORMS, ("existing systems",), ("translation",))


def test_superlative_over_a_class_is_a_first_place():
    (found,) = comparisons("Qwen3 is the best open model today.")

    assert (found.subject, found.relation) == ("Qwen3", Relation.FIRST)


def test_one_of_the_best_is_no_first_place():
    assert [c.relation for c in comparisons("Qwen3 is one of the best models.")] == [Relation.OTHER]


@pytest.mark.parametrize(
    "text",
    [
        "Sales surpassed $100 million in May.",
        "It takes more than three days.",
        "Hold on for an extra beat, then cut.",
        "He likes tea rather than coffee.",
    ],
)
def test_amounts_and_idioms_compare_nothing(text):
    assert comparisons(text) == ()


def test_participle_keeps_the_subject_of_its_sentence():
    (found,) = comparisons(
        "Modular learning is a sound approach, outperforming older methods in the real world."
    )

    assert (found.subject, found.objects) == ("Modular learning", ("older methods",))


@pytest.mark.parametrize(
    ("text", "subject", "relation", "objects"),
    [
        ("Qwen3 is fine, but Llama 3 is better.", "Qwen3", Relation.UNDERPERFORMS, ("Llama 3",)),
        ("We switched from Llama 3 to Qwen3.", "Llama 3", Relation.UNDERPERFORMS, ("Qwen3",)),
        ("It is easier to run Qwen3 than Llama 3.", "Qwen3", Relation.OUTPERFORMS, ("Llama 3",)),
        ("Qwen3 is less expensive than Llama 3.", "Qwen3", Relation.OUTPERFORMS, ("Llama 3",)),
        ("Unlike Llama 3, Qwen3 is cheaper.", "Qwen3", Relation.OUTPERFORMS, ("Llama 3",)),
    ],
)
def test_two_names_of_a_kind_are_set_against_each_other(text, subject, relation, objects):
    (found,) = comparisons(text)

    assert (found.subject, found.relation, found.objects) == (subject, relation, objects)


@pytest.mark.parametrize(
    "text",
    [
        "The drive took longer than we thought.",
        "Qwen3 did better than expected.",
        "The wait exceeded two hours.",
        "The chair tied himself to the outcome.",
        "Only one of the matches reached three sets.",
        "She did not need permission in the first place.",
        "The plan requires deeper concessions from Norland.",
        "Put the tops on.",
        "It offers the best of both worlds.",
        "There are more important things than money.",
        "Like we have been saying, the cable is old.",
    ],
)
def test_clauses_idioms_and_nouns_are_no_rivals(text):
    assert comparisons(text) == ()


def test_times_are_nothing_to_compare_on():
    (found,) = comparisons("Qwen3 outperformed Llama 3 in 2024.")

    assert found.on == ()


def test_a_superlative_keeps_its_class_in_its_own_words():
    (found,) = comparisons("Norland Air is the largest buyer of Airbus jets.")

    assert (found.subject, found.relation, found.objects) == (
        "Norland Air",
        Relation.FIRST,
        ("buyer of Airbus jets",),
    )


def test_winning_a_contest_is_a_first_place_and_winning_a_prize_is_not():
    assert [c.relation for c in comparisons("Qwen3 won the coding contest.")] == [Relation.FIRST]
    assert comparisons("Qwen3 won the admiration of its users.") == ()
