"""Wording changes: the same values, other words, other figures, the opposite."""

import pytest

from claims.pipeline.watching.wording_changes import WordingChange, change_of_wording


def change(before, after, **options):
    return change_of_wording(before, after, **options).name.lower()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It has  18 trillion tokens.", "it has 18\u00a0trillion “tokens”"),
        ("It has 1,800 tokens.", "It has 1800 tokens."),
        ("ran ١٤٥٠ taxis", "ran 1450 taxis"),
    ],
)
def test_other_signs_and_digits_change_nothing(before, after):
    assert change(before, after) == "none"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The phone costs $1,299.00 there.", "The phone costs $1299 there."),
        ("It sold 3.2 million cars.", "It sold 3,200,000 cars."),
        ("It ran twelve taxis.", "It ran 12 taxis."),
        ("It grew by 5% last year.", "It grew by 5 per cent last year."),
        ("It is 12 km long.", "It is 12 kilometres long."),
        ("It cost 5 million dollars.", "It cost $5 million."),
        ("科维德运营了一千四百五十辆出租车。", "科维德运营了1450辆出租车。"),
        ("Se vendieron doce autos.", "Se vendieron 12 autos."),
        ("As [3] says, it ran 12 taxis.", "As [4] says, it ran 12 taxis."),
    ],
)
def test_the_same_value_may_be_written_in_another_way(before, after):
    assert change(before, after) == "rewritten"


def test_separators_are_read_as_the_language_writes_them():
    assert change("1.450 Taxis fuhren", "1450 Taxis fuhren", language="de") == "none"
    assert change("1.450 taxis ran", "1450 taxis ran") == "refigured"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The company said on Monday that sales rose.", "The firm announced on Monday that sales rose."),
        ("Researchers found that sleep helps.", "Scientists found that sleep helps."),
        ("Die Firma meldet 1.450 Taxis.", "Das Unternehmen meldet 1.450 Taxis."),
        ("The United States agreed to it.", "The US agreed to it."),
        ("Gorbachov spoke in Berlin.", "Gorbachev spoke in Berlin."),
        ("It runs taxis in 12 cities.", "The company runs taxis in 12 cities."),
    ],
)
def test_other_words_may_say_the_same(before, after):
    assert change(before, after) == "reworded"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It ran 1,450 taxis.", "It ran 1,390 taxis."),
        ("It grew by 5% last year.", "It grew by 5 points last year."),
        ("It grew by 5% last year.", "It grew by 5 percentage points last year."),
        ("It changed by -3.5 there.", "It changed by 3.5 there."),
        ("It weighs 12 kg now.", "It weighs 12 lbs now."),
        ("It cost $5 million.", "It cost €5 million."),
        ("It cost 5 million.", "It cost 5 billion."),
    ],
)
def test_other_figures_signs_and_units_are_told(before, after):
    assert change(before, after) == "refigured"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It is faster than Halo.", "It is not faster than Halo."),
        ("It is faster than Halo.", "It is slower than Halo."),
        ("Sales rose by 5%.", "Sales fell by 5%."),
        ("It is likely to pass.", "It is unlikely to pass."),
        ("It made a profit of $5 million.", "It made a loss of $5 million."),
        ("Corvid ran 12 taxis.", "Nova ran 12 taxis."),
        ("The prize went to Robin Marsh.", "The prize went to Elisa Stone."),
        ("KerbNet beats Halo", "Halo beats KerbNet"),
        ("Der Umsatz stieg um 5 Prozent.", "Der Umsatz sank um 5 Prozent."),
        ("Die Stadt hat das Geld.", "Die Stadt hat kein Geld."),
        ("Les ventes ont augmenté.", "Les ventes ont diminué."),
        ("Las ventas subieron mucho.", "Las ventas no subieron mucho."),
        ("科维德运营了1450辆出租车。", "诺瓦运营了1450辆出租车。"),
        ("科维德运营了出租车。", "科维德没有运营出租车。"),
        ("销售额上升了5%。", "销售额下降了5%。"),
        ("Продажи выросли на 5%.", "Продажи упали на 5%."),
    ],
)
def test_negations_opposites_and_other_names_turn_a_statement_round(before, after):
    assert change(before, after) == "reversed"


def test_a_figure_counts_as_much_as_a_word():
    assert WordingChange.REFIGURED > WordingChange.REWORDED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4.2 TWh", "4.2 billion kWh"),
        ("4,200 GWh", "4.2 terawatt-hours"),
        ("0.2 GW", "200 megawatts"),
        ("310 kt", "310,000 tonnes"),
        ("14 km²", "14 square kilometres"),
        ("120 km/h", "120 kilometres per hour"),
    ],
)
def test_an_amount_may_be_written_in_another_multiple_of_its_unit(one, other):
    assert change(f"The plant reached {one} in June.", f"The plant reached {other} in June.") == "rewritten"
    assert change(f"The plant reached {other} in June.", f"The plant reached {one} in June.") == "rewritten"


@pytest.mark.parametrize(
    ("one", "other"),
    [("310 kt", "310 t"), ("14 m³", "14 m²"), ("200 MW", "200 MWh"), ("5 mg", "5 g"), ("5 ml", "5 l")],
)
def test_an_amount_in_another_unit_is_another_figure(one, other):
    assert change(f"The plant reached {one} in June.", f"The plant reached {other} in June.") == "refigured"
