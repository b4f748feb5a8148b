import pytest

from claims.pipeline.extraction.grammar.asserting import polarity_of
from claims.vocabulary import Polarity
from tests.claims.pipeline.extraction.views import word


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The council kept Corvid from selling 900 boats.", Polarity.NEGATED),
        ("Nothing prevented Corvid from selling 900 boats.", Polarity.ASSERTED),
        ("Corvid did not explain why it sold 900 boats.", Polarity.ASSERTED),
        ("Corvid does not regret that it sold 900 boats.", Polarity.ASSERTED),
        ("Corvid did not rest until it had sold 900 boats.", Polarity.ASSERTED),
        ("Corvid pretended to have sold 900 boats.", Polarity.DISPUTED),
        ("Provided that Corvid sells 900 boats, it will build a yard.", Polarity.DISPUTED),
        ("In the event that Corvid sells 900 boats, it will build a yard.", Polarity.DISPUTED),
        ("The Post spread a false report that Corvid sold 900 boats.", Polarity.DISPUTED),
    ],
)
def test_what_governs_a_clause_says_whether_it_is_so(text, polarity):
    assert polarity_of(word(text, "900")) is polarity
