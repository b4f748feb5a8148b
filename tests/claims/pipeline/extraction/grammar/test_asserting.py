import pytest

from claims.pipeline.extraction.grammar.asserting import polarity_of, polarity_of_main
from claims.vocabulary import Polarity
from tests.claims.pipeline.extraction.views import view, word


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Corvid sold 900 boats.", Polarity.ASSERTED),
        ("Corvid says it sold 900 boats.", Polarity.ASSERTED),
        ("Nobody doubts that Corvid sold 900 boats.", Polarity.ASSERTED),
        ("Corvid sold not only 900 boats but a yard.", Polarity.ASSERTED),
        ("Corvid has not sold 900 boats.", Polarity.NEGATED),
        ("Corvid never sold 900 boats.", Polarity.NEGATED),
        ("Corvid declined to sell 900 boats.", Polarity.NEGATED),
        ("Corvid avoided selling 900 boats.", Polarity.NEGATED),
        ("Corvid sold none of its 900 boats.", Polarity.NEGATED),
        ("Not one of the 900 boats was sold.", Polarity.NEGATED),
        ("Reports that Corvid sold 900 boats turned out to be wrong.", Polarity.DISPUTED),
        ("Corvid denied that it had sold 900 boats.", Polarity.DISPUTED),
        ("Corvid disputes that it sold 900 boats.", Polarity.DISPUTED),
        ("It is not true that Corvid sold 900 boats.", Polarity.DISPUTED),
        ("The claim that Corvid sold 900 boats is false.", Polarity.DISPUTED),
        ("The agency rejected reports that Corvid sold 900 boats.", Polarity.DISPUTED),
        ("If Corvid sells 900 boats, it will build a yard.", Polarity.DISPUTED),
        ("Few believe that Corvid sold 900 boats.", Polarity.DISPUTED),
        ("Few disputed that Corvid sold 900 boats.", Polarity.ASSERTED),
        ("Many believe that Corvid sold 900 boats.", Polarity.ASSERTED),
        ("Nor did Corvid sell 900 boats.", Polarity.NEGATED),
        ("Corvid falsely claimed that it sold 900 boats.", Polarity.DISPUTED),
        ("Without the yard, 900 boats would have sunk.", Polarity.DISPUTED),
        ("Corvid could have sold 900 boats.", Polarity.DISPUTED),
        ("Corvid should have sold 900 boats.", Polarity.DISPUTED),
        ("Corvid should have no trouble with 900 boats.", Polarity.ASSERTED),
        ("Kestrel would have been better than 900 boats.", Polarity.ASSERTED),
        ("Corvid could not have sold 900 boats.", Polarity.NEGATED),
        ("Corvid may have sold 900 boats.", Polarity.ASSERTED),
        ("If approved, the deal would bring 900 boats.", Polarity.DISPUTED),
        ("It is unclear whether Corvid sold 900 boats.", Polarity.DISPUTED),
    ],
)
def test_denied_and_supposed_statements_are_told_from_asserted_ones(text, polarity):
    assert polarity_of(word(text, "900")) is polarity


def test_a_clause_of_its_own_keeps_what_it_says():
    assert polarity_of(word("Corvid did not grow, and Lanthorn sold 900 boats.", "900")) is Polarity.ASSERTED


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("It is a myth that ferries sink.", Polarity.DISPUTED),
        ("Corvid denied that it broke the law.", Polarity.DISPUTED),
        ("Corvid denied the allegations.", Polarity.DISPUTED),
        ("There is no evidence that ferries cause rain.", Polarity.DISPUTED),
        ("The claim that ferries sink is false.", Polarity.DISPUTED),
        ("The council rejected the budget.", Polarity.ASSERTED),
        ("Few experts dispute that ferries sink.", Polarity.ASSERTED),
        ("There is evidence that ferries cause rain.", Polarity.ASSERTED),
    ],
)
def test_a_main_verb_that_denies_disputes_what_it_says(text, polarity):
    assert polarity_of_main(view(text).main_verb()) is polarity


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Were the merger blocked, Corvid would lose 900 boats.", Polarity.DISPUTED),
        ("Had the deal closed, Corvid would have sold 900 boats.", Polarity.DISPUTED),
        ("Should the ferry be approved, Corvid would build 900 boats.", Polarity.DISPUTED),
        ("Corvid, had it known, would have sold 900 boats.", Polarity.DISPUTED),
        ("When the merger was blocked, Corvid lost 900 boats.", Polarity.ASSERTED),
        ("Corvid had sold 900 boats when the merger closed.", Polarity.ASSERTED),
        ("Critics were silent, and Corvid would sell 900 boats.", Polarity.ASSERTED),
    ],
)
def test_a_condition_without_if_supposes_what_follows(text, polarity):
    assert polarity_of(word(text, "900")) is polarity


@pytest.mark.parametrize("condition", ["were the merger blocked", "should the merger fail"])
def test_a_condition_without_if_may_follow(condition):
    assert polarity_of(word(f"Corvid would fall behind Nvidia {condition}.", "behind")) is Polarity.DISPUTED
