import pytest

from claims.pipeline.extraction.grammar import appraisals
from tests.claims.pipeline.extraction.rivalry import verdicts


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (appraisals.or_better, "Use Lead or, even better, Zinc."),
        (appraisals.or_better, "Take some Lead, or better yet a bar of Zinc."),
        (appraisals.or_better, "You may get Zinc or, even worse, Lead."),
        (appraisals.between, "Tin is slower than Zinc but faster than Lead."),
        (appraisals.between, "Both are a bit faster than Zinc and way faster than Lead."),
        (appraisals.better_than_both, "We had Lead and Tin, but Zinc is safer than either."),
        (appraisals.better_than_both, "There is no reason to use Tin or Lead when Zinc is better than both."),
        (appraisals.praised_and_blamed, "Zinc did pretty well and Lead did poorly."),
        (appraisals.praised_and_blamed, "Lead is slow, but Zinc is excellent."),
    ],
)
def test_description_of_both_sets_the_better_one_above(rule, text):
    assert verdicts(rule, text) == [1]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (appraisals.or_better, "Use Lead, for better or worse, like Zinc."),
        (appraisals.or_better, "Lead is as good or better than Zinc."),
        (appraisals.or_better, "Lead has the same or better ships with Zinc inside."),
        (appraisals.between, "Tin is faster than Zinc and faster than Lead."),
        (appraisals.between, "Tin is better than Zinc, but not better than Lead."),
        (appraisals.better_than_both, "Zinc is better than either."),
        (appraisals.praised_and_blamed, "Zinc did well and Lead did well."),
        (appraisals.praised_and_blamed, "Zinc is cheap but excellent, and Lead is slow."),
        (appraisals.praised_and_blamed, "Lead is not slow, and Zinc is excellent."),
    ],
)
def test_description_that_fits_both_or_one_sets_nothing(rule, text):
    assert verdicts(rule, text) == []
