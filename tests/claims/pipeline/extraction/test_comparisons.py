import pytest

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.subjects import Topic
from claims.values import Comparison
from claims.vocabulary import Relation
from tests.claims.pipeline.extraction.views import view

UP, EVEN, DOWN, FIRST, OTHER = (
    Relation.OUTPERFORMS,
    Relation.MATCHES,
    Relation.UNDERPERFORMS,
    Relation.FIRST,
    Relation.OTHER,
)


def comparisons(text, topic=None):
    return find_comparisons(view(text, topic)).comparisons


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Qwen3 tops Llama 3 in arithmetic.", UP),
        ("Qwen3 outperforms Llama 3.", UP),
        ("Qwen3 has been shown to beat Llama 3.", UP),
        ("Qwen3 is much faster than Llama 3.", UP),
        ("Qwen3 has demonstrated its superiority over Llama 3.", UP),
        ("Qwen3 has lower latency than Llama 3.", UP),
        ("Qwen3 is twice as fast as Llama 3.", UP),
        ("Qwen3 is superior to Llama 3.", UP),
        ("Qwen3 is at 71%, which is 2 points more than that of Llama 3.", UP),
        ("Qwen3 reaches 71% on MMLU, which is 2 points more than that of Llama 3.", UP),
        ("Qwen3 lags behind Llama 3.", DOWN),
        ("Qwen3 sits at 51.1%, behind Llama 3 at 59.4%.", DOWN),
        ("Qwen3 falls short of Llama 3.", DOWN),
        ("Qwen3 is outperformed by Llama 3.", DOWN),
        ("Qwen3 is slower than Llama 3.", DOWN),
        ("Qwen3 is no match for Llama 3.", DOWN),
        ("Qwen3 fails to match Llama 3.", DOWN),
        ("Qwen3 is not as accurate as Llama 3.", DOWN),
        ("Qwen3 is on par with Llama 3.", EVEN),
        ("Qwen3 matches Llama 3.", EVEN),
        ("Qwen3 matches or exceeds Llama 3.", EVEN),
        ("Qwen3 is as fast as Llama 3.", EVEN),
        ("Qwen3 achieves performance comparable to Llama 3.", EVEN),
        ("Qwen3 holds its own against Llama 3.", EVEN),
        ("Qwen3 improves accuracy by 3% over Llama 3.", UP),
        ("Qwen3 is a step up from Llama 3.", UP),
        ("Qwen3 is a clear improvement on Llama 3.", UP),
        ("Qwen3 cuts the error rate by a third compared with Llama 3.", UP),
        ("Qwen3 needs half the memory of Llama 3.", UP),
        ("Qwen3 runs at twice the speed of Llama 3.", UP),
        ("Qwen3 reached 71% on MMLU, compared with 65% for Llama 3.", UP),
        ("Qwen3 reached 71% on MMLU, up from 65% for Llama 3.", UP),
        ("Qwen3 scores 71 on MMLU, while Llama 3 scores 65.", UP),
        ("The board ranks Qwen3 above Llama 3.", UP),
        ("Qwen3 lags Llama 3 in maths.", DOWN),
        ("Qwen3 is second only to Llama 3.", DOWN),
        ("Qwen3 came second to Llama 3.", DOWN),
        ("Qwen3 reached 61% on MMLU, compared with 65% for Llama 3.", DOWN),
        ("Qwen3 performs as well as Llama 3.", EVEN),
        ("Qwen3 performs at the level of Llama 3.", EVEN),
        ("Qwen3 performs on the level of Llama 3.", EVEN),
        ("Qwen3 has the same accuracy as Llama 3.", EVEN),
        ("Qwen3 can keep up with Llama 3.", EVEN),
        ("Qwen3 competes with Llama 3.", EVEN),
        ("Qwen3 is a match for Llama 3.", EVEN),
        ("Qwen3's results are comparable to or better than those of Llama 3.", EVEN),
        ("Qwen3 is more popular than Llama 3.", OTHER),
        ("Unlike Llama 3, Qwen3 is open.", OTHER),
        ("Qwen3 differs from Llama 3.", OTHER),
    ],
)
def test_direction_and_negation_matter(text, relation):
    assert [(c.subject, c.relation, c.objects) for c in comparisons(text)] == [
        ("Qwen3", relation, ("Llama 3",))
    ]


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("Qwen3 is cheaper than Llama 3.", "lower price"),
        ("Qwen3 is less expensive than Llama 3.", "lower price"),
        ("Qwen3 is more expensive than Llama 3.", "higher price"),
        ("Qwen3 is smaller than Llama 3.", "smaller size"),
        ("Qwen3 is older than Llama 3.", "greater age"),
        ("Qwen3 has more users than Llama 3.", "more users"),
    ],
)
def test_price_size_and_age_are_dimensions_of_their_own(text, dimension):
    assert comparisons(text) == (Comparison("Qwen3", OTHER, ("Llama 3",), (dimension,)),)


def test_benchmarks_are_what_it_is_compared_on():
    (found,) = comparisons("Qwen3 outperforms Llama 3 on MMLU and GSM8K.")

    assert found.on == ("MMLU", "GSM8K")


def test_benchmarks_that_are_explained_one_by_one_are_all_found():
    (found,) = comparisons(
        "Qwen3 beats rivals in tests like MMLU, which asks about the world, and GSM8K, which asks for sums."
    )

    assert found.on == ("MMLU", "GSM8K")


def test_benchmarks_may_stand_before():
    (found,) = comparisons("On MMLU, Qwen3 outperforms Llama 3.")

    assert found.on == ("MMLU",)


def test_each_clause_has_its_own_benchmark():
    found = comparisons("Qwen3 lags behind Llama 3 on MMLU but beats GPT-4o on GSM8K.")

    assert found == (
        Comparison("Qwen3", DOWN, ("Llama 3",), ("MMLU",)),
        Comparison("Qwen3", UP, ("GPT-4o",), ("GSM8K",)),
    )


def test_named_examples_stand_for_their_class():
    (found,) = comparisons("Qwen3 outperforms leading closed models like OpenAI's GPT-4o and Claude 3 Opus.")

    assert found.objects == ("GPT-4o", "Claude 3 Opus")


def test_unnamed_rivals_are_objects_too():
    (found,) = comparisons("Qwen3 outperforms all existing systems on translation.")

    assert found == Comparison("Qwen3", UP, ("existing systems",), ("translation",))


def test_pairs_are_dealt_out_respectively():
    found = comparisons("Qwen3 and Qwen2 outperform GPT-4o and Llama 3, respectively.")

    assert [(c.subject, c.objects) for c in found] == [("Qwen3", ("GPT-4o",)), ("Qwen2", ("Llama 3",))]


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 is the best open model today.",
        "Qwen3 is the most widely used open model.",
        "The best open model is Qwen3.",
        "The release makes Qwen3 the largest open model.",
        "Northwind launched Qwen3, its most advanced model.",
        "They describe Qwen3 as the leading open model.",
        "Qwen3 achieves the best score among open models.",
        "Qwen3 ranks first among open models.",
        "Qwen3 tops the leaderboard.",
        "Qwen3 takes the #1 spot.",
        "Qwen3 achieves state-of-the-art results.",
        "Qwen3 won the coding contest.",
        "No model beats Qwen3.",
        "No open model comes close to Qwen3.",
        "Qwen3 achieved top scores on MMLU.",
        "Qwen3 emerged as the top-performing open model.",
        "Qwen3 leads in video quality.",
        "Qwen3 came out on top.",
        "Qwen3 is unmatched in speed.",
        "Qwen3 set a new record on MMLU.",
        "Qwen3 has the most users.",
        "Qwen3 is #1 on the leaderboard.",
        "The leaderboard is topped by Qwen3.",
        "The best score was achieved by Qwen3.",
        "Qwen3 replaced Llama 3 as the most used model.",
    ],
)
def test_first_places_belong_to_what_is_first(text):
    assert [(c.subject, c.relation) for c in comparisons(text)] == [("Qwen3", FIRST)]


def test_one_of_the_best_is_no_first_place():
    assert [c.relation for c in comparisons("Qwen3 is one of the best models.")] == [OTHER]
    assert [c.relation for c in comparisons("Qwen3 is the second largest model.")] == [OTHER]


@pytest.mark.parametrize(
    "text",
    [
        "Sales surpassed $100 million in May.",
        "The wait exceeded two hours.",
        "It takes more than three days.",
        "Hold on for an extra beat, then cut.",
        "He likes tea rather than coffee.",
        "The drive took longer than we thought.",
        "Qwen3 did better than expected.",
        "The chair tied himself to the outcome.",
        "Only one of the matches reached three sets.",
        "She did not need permission in the first place.",
        "The plan requires deeper concessions from Norland.",
        "Put the tops on.",
        "It offers the best of both worlds.",
        "There are more important things than money.",
        "Like we have been saying, the cable is old.",
        "Norland needs a plan in order to defeat the Harbour Front.",
        "He beat cancer in 2019.",
        "Corvid topped a list of the worst employers.",
        "Qwen3 won the admiration of its users.",
        "Qwen3 is faster than a year ago.",
        "Qwen3 had more users than last year.",
        "Qwen3 was slower in May than in June.",
        "Qwen3 is 40% faster than in 2024.",
        "It was the deadliest storm in Norland in more than a decade.",
        "Warm seas move Qwen3 closer to the shore.",
    ],
)
def test_amounts_times_plans_and_idioms_compare_nothing(text):
    assert comparisons(text) == ()


def test_participle_keeps_the_subject_of_its_sentence():
    (found,) = comparisons(
        "Modular learning is a sound approach, outperforming older methods in the real world."
    )

    assert (found.subject, found.objects) == ("Modular learning", ("older methods",))


def test_what_follows_is_below():
    found = comparisons("Qwen3 leads with 59%, followed by Llama 3 with 51%.")

    assert [(c.subject, c.relation, c.objects) for c in found] == [("Qwen3", UP, ("Llama 3",))]


def test_performance_is_that_of_its_owner():
    (found,) = comparisons("The performance of Qwen3 exceeds that of Llama 3.")

    assert (found.subject, found.objects) == ("Qwen3", ("Llama 3",))


@pytest.mark.parametrize(
    "text",
    [
        "Qwen3 beats Llama 3 on MMLU and runs 25% faster.",
        "Qwen3 beats Llama 3 on MMLU while using half the memory.",
        "Qwen3 beats Llama 3 on MMLU and outpaces it in translation.",
    ],
)
def test_who_was_named_as_the_other_side_stays_it(text):
    assert [(c.subject, c.relation, c.objects) for c in comparisons(text)] == [
        ("Qwen3", UP, ("Llama 3",))
    ] * 2


def test_a_pronoun_may_stand_for_the_subject_of_the_clause_before_it():
    found = comparisons("Although Qwen3 trails Llama 3 on MMLU, it beats GPT-4o.", Topic(subject="Falcon"))

    assert [(c.subject, c.relation, c.objects) for c in found] == [
        ("Qwen3", DOWN, ("Llama 3",)),
        ("Qwen3", UP, ("GPT-4o",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Google reports 84% on MMLU, a jump over Llama 3.",
        "Google released Qwen3, outperforming Llama 3.",
    ],
)
def test_it_is_not_the_maker_that_is_compared_with_models(text):
    (found,) = comparisons(text, Topic(subject="Qwen3"))

    assert (found.subject, found.relation, found.objects) == ("Qwen3", UP, ("Llama 3",))


def test_that_of_two_is_of_each_of_them():
    (found,) = comparisons("The performance of Qwen3 is comparable with that of Llama 3 and GPT-4o.")

    assert (found.subject, found.objects) == ("Qwen3", ("Llama 3", "GPT-4o"))


def test_the_relative_stands_for_what_it_describes():
    (found,) = comparisons("Qwen3 is an open model whose performance rivals that of Llama 3.")

    assert (found.subject, found.relation, found.objects) == ("Qwen3", EVEN, ("Llama 3",))


def test_one_first_place_is_said_once():
    (found,) = comparisons("In July, Qwen3 was ranked as the top open model.")

    assert (found.subject, found.relation, found.objects) == ("Qwen3", FIRST, ("top open model",))


def test_a_noun_that_stands_for_nothing_known_is_the_subject_itself():
    (found,) = comparisons("Our method outperforms Llama 3.")

    assert found.subject == "method"


@pytest.mark.parametrize("subject", ["It", "The model", "Its performance"])
def test_a_pronoun_is_never_the_subject(subject):
    topic = Topic(subject="Qwen3")
    (found,) = comparisons(f"{subject} surpasses Llama 3.", topic)

    assert found.subject == "Qwen3"


def test_a_bullet_without_a_subject_speaks_of_the_topic():
    (found,) = comparisons("Outperforms Llama 3 on MMLU.", Topic(subject="Qwen3"))

    assert found.subject == "Qwen3"


def test_nothing_is_compared_where_nothing_is_known_that_it_could_be():
    assert comparisons("It surpasses Llama 3.") == ()


def test_two_names_of_a_kind_are_set_against_each_other_by_the_order_of_the_words():
    (found,) = comparisons("We switched from Llama 3 to Qwen3.")

    assert (found.subject, found.relation, found.objects) == ("Llama 3", DOWN, ("Qwen3",))


def test_times_are_nothing_to_compare_on():
    (found,) = comparisons("Qwen3 outperformed Llama 3 in 2024.")

    assert found.on == ()


def test_a_superlative_keeps_its_class_in_its_own_words():
    (found,) = comparisons("Norland Air is the largest buyer of the year.")

    assert (found.subject, found.objects) == ("Norland Air", ("largest buyer of the year",))
