"""Dates, ranges and ages in one form, and bounds in front of numbers."""

import pytest

from claims.pipeline.watching.wording_changes import WordingChange, change_of_wording
from claims.pipeline.watching.written_dates import plain_dates
from claims.pipeline.watching.written_forms import plain_bounds, plain_forms


@pytest.mark.parametrize(
    "written",
    [
        "9 July 2023", "July 9, 2023", "Jul. 9, 2023", "9 Jul 2023", "9th of July 2023", "July 9th, 2023", "2023-07-09", "9. Juli 2023",
        "09.07.2023", "9 juillet 2023", "9 de julio de 2023", "9 luglio 2023", "9 de julho de 2023", "9 июля 2023", "2023年7月9日", "2023년 7월 9일",
    ],
)  # fmt: skip
def test_date_has_one_form(written):
    assert plain_dates(f"The ferry sailed ({written}).") == "The ferry sailed (9 July 2023)."


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("in Sept 2021", "in September 2021"),
        ("since October, 2019", "since October 2019"),
        ("on Dec. 24, at noon", "on 24 December, at noon"),
        ("sold in Feb., it said", "sold in February, it said"),
        ("on 3/4/2024", "on 3/4/2024"),
        ("release 10.4.7", "release 10.4.7"),
        ("March 15% down", "March 15% down"),
        ("3.5 March", "3.5 March"),
    ],
)
def test_part_of_a_date_and_what_is_none(written, plain):
    assert plain_dates(written) == plain


@pytest.mark.parametrize(
    "written", ["4 to 9", "4-9", "4–9", "between 4 and 9", "from 4 to 9", "zwischen 4 und 9", "4 bis 9"]
)
def test_range_has_one_form(written):
    assert plain_forms(f"It takes {written} hours.") == "It takes 4–9 hours."


@pytest.mark.parametrize(
    "age", ["2 hours ago", "an hour ago", "35 min ago", "11h ago", "vor 4 Stunden aktualisiert", "5小时前"]
)
def test_age_is_left_out(age):
    assert age.split(" aktualisiert")[0] not in plain_forms(f"{age}: the ferry sailed.")


def test_years_ago_are_told():
    assert plain_forms("It sailed 40 years ago.") == "It sailed 40 years ago."


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("over 70 boats", "atleast 70 boats"),
        ("No fewer than 70 boats", "atleast 70 boats"),
        ("mehr als 70 Boote", "atleast 70 Boote"),
        ("up to $70", "atmost $70"),
        ("no more than seven boats", "atmost seven boats"),
        ("nearly half", "atmost half"),
        ("fast 70 Boote", "atmost 70 Boote"),
        ("over the hills", "over the hills"),
        ("a fast boat", "a fast boat"),
    ],
)
def test_bound_stands_before_a_number(written, plain):
    assert plain_bounds(written) == plain


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("It sank on 9 July 2023.", "It sank on July 9, 2023.", WordingChange.REWRITTEN),
        ("It sank on 9 July 2023.", "It sank on Jul 9, 2023.", WordingChange.REWRITTEN),
        ("It sank on 9 July 2023.", "It sank on 2023-07-19.", WordingChange.REFIGURED),
        ("It carries 4 to 9 cars.", "It carries between 4 and 9 cars.", WordingChange.REWRITTEN),
        ("It carries 4 to 9 cars.", "It carries 4–8 cars.", WordingChange.REFIGURED),
        ("2 hours ago it sank with 9 cars.", "3 hours ago it sank with 9 cars.", WordingChange.REWRITTEN),
        ("Over 70 boats sank.", "At least 70 boats sank.", WordingChange.REWORDED),
        ("Over 70 boats sank.", "Up to 70 boats sank.", WordingChange.REVERSED),
        ("At least 70 boats sank.", "Almost 70 boats sank.", WordingChange.REVERSED),
        ("70 boats sank.", "Around 70 boats sank.", WordingChange.REWORDED),
        ("Five boats sank in the bay.", "Six boats sank in the bay.", WordingChange.REFIGURED),
        ("The owner says the boat sank.", "The owner denies the boat sank.", WordingChange.REVERSED),
        ("The boat sank, the owner said.", "The owner falsely said that the boat sank.", WordingChange.REVERSED),
        ("It is true that boats sank.", "It is a myth that boats sank.", WordingChange.REVERSED),
        ("The boat manages to carry 70 cars.", "The boat fails to carry 70 cars.", WordingChange.REVERSED),
        ("The owner denies that boats sank.", "The owner denied that boats sank.", WordingChange.REWORDED),
        ("It costs 3 euros per hundred litres.", "It costs 3 euros per thousand litres.", WordingChange.REVERSED),
        ("It carries 70 cars per week.", "It carries 70 cars a month.", WordingChange.REVERSED),
        ("It carries 70 cars per week.", "It carries 70 cars weekly.", WordingChange.REWORDED),
        ("It is the third-oldest ferry.", "It is the fifth-oldest ferry.", WordingChange.REVERSED),
        ("The Lune ferry carried 70 cars.", "Figures show that 70 cars used the Lune ferry.", WordingChange.REWORDED),
        ("Lune leads the ferries of May.", "Brae leads the ferries of May, ahead of Lune.", WordingChange.REVERSED),
        ("Lune won the award in May.", "Brae won the award in May, before Lune.", WordingChange.REVERSED),
        ("The median fare is 3 euros.", "The average fare is 3 euros.", WordingChange.REVERSED),
        ("It earned $1.2 billion.", "It made $1,200 million.", WordingChange.REWORDED),
    ],
)  # fmt: skip
def test_forms_and_words_of_a_kind_decide_what_a_wording_changes(before, after, change):
    assert change_of_wording(before, after) is change
