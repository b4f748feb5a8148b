"""Sentences about everyday things: each rule reads those that it is for, and leaves alone those that look like them."""

from __future__ import annotations

import pytest

from claims.pipeline.extraction.direction import direction_of
from claims.vocabulary import Relation

UP, DOWN = Relation.OUTPERFORMS, Relation.UNDERPERFORMS


def read(first: str, second: str, sentence: str) -> Relation | None:
    return direction_of(sentence, first, second)


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("saw", "chisel", "I'd take the saw over the chisel any day.", UP),
        ("saw", "chisel", "My father would rather have a chisel than a saw.", DOWN),
        ("bus", "tram", "Most people would rather take the bus than the tram.", UP),
        ("bus", "tram", "Give me a tram over a bus in winter.", DOWN),
        ("bus", "tram", "We liked the tram over the bus.", DOWN),
        ("saw", "chisel", "I'd rather not use a saw or a chisel.", None),
        ("Oslo", "Bergen", "You can take the road from Oslo over the hills to Bergen.", None),
        ("bus", "tram", "I'd rather walk than take the bus or the tram.", None),
        ("bus", "tram", "They took the bus and the tram over the bridge.", None),
    ],
)
def test_what_one_takes_over_the_other_stands_above_it(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("saw", "chisel", "After I ditched the saw, I tried a chisel with good results.", DOWN),
        ("Danish", "Finnish", "Having dropped Danish, she started Finnish and loved it.", DOWN),
        ("aspirin", "ibuprofen", "We cancelled the aspirin and ordered ibuprofen.", DOWN),
        ("golf", "tennis", "He abandoned tennis and picked golf.", UP),
        ("saw", "chisel", "He dropped the saw beside the chisel.", None),
        ("bus", "tram", "The bus dropped us at the tram.", None),
        ("saw", "chisel", "He never abandoned the saw, but used the chisel too.", None),
        ("golf", "tennis", "He abandoned golf and tennis.", None),
    ],
)
def test_what_is_taken_up_for_what_is_dropped_stands_above_it(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("bus", "tram", "The bus can't compare with the tram.", DOWN),
        ("Oslo", "Bergen", "Oslo doesn't compare to Bergen.", DOWN),
        ("aspirin", "ibuprofen", "For headaches, ibuprofen does not compare to aspirin.", UP),
        ("golf", "tennis", "tennis will never compare with golf.", UP),
        ("bus", "tram", "We did not compare the bus to the tram.", None),
        ("bus", "tram", "How does the bus compare to the tram?", None),
        ("bus", "tram", "Don't compare the bus with the tram.", None),
        ("Oslo", "Bergen", "Oslo is often compared with Bergen.", None),
    ],
)
def test_what_cannot_compare_stands_below(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("Pixel", "Galaxy", "The Pixel looks nice, but the Galaxy wins easily.", DOWN),
        ("Pixel", "Galaxy", "While the Pixel works, the Galaxy takes the cake.", DOWN),
        ("Oslo", "Bergen", "Oslo is larger, but Bergen still rules the roost.", DOWN),
        ("golf", "tennis", "tennis is cheaper to play, yet golf prevails.", UP),
        ("Pixel", "Galaxy", "The Pixel is here, but we want the Galaxy to win.", None),
        ("Pixel", "Galaxy", "The Pixel is nice, but the Galaxy takes pictures.", None),
        ("Pixel", "Galaxy", "The Pixel and the Galaxy both win, but the jury left.", None),
        ("Oslo", "Bergen", "Oslo is large, but Bergen does not win.", None),
    ],
)
def test_what_wins_stands_above_what_was_named_before(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("steel", "brass", "steel is harder than brass.", UP),
        ("oak", "pine", "oak is harder than pine.", UP),
        ("tennis", "golf", "tennis is harder than golf.", DOWN),
        ("Danish", "Finnish", "Finnish is harder to learn than Danish.", UP),
        ("Oslo", "Bergen", "Oslo works harder than Bergen on its roads.", None),
        ("Pixel", "Galaxy", "The Pixel goes through a battery faster than the Galaxy.", DOWN),
        ("drill", "saw", "The drill runs through batteries faster than the saw.", DOWN),
        ("drill", "saw", "The drill cuts through steel faster than the saw.", UP),
    ],
)
def test_a_comparative_has_the_merit_of_what_it_is_said_of(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("tram", "bus", "While the bus is slower than the tram, that is not the case for long.", UP),
        ("softball", "golf", "Few would dispute that softball is faster than golf.", UP),
        ("softball", "golf", "Few fans doubt that softball is faster than golf.", UP),
        ("bus", "tram", "At no time was the bus better than the tram.", DOWN),
        ("bus", "tram", "By no means is the bus faster than the tram.", DOWN),
        ("softball", "golf", "Some dispute that softball is faster than golf.", None),
        ("softball", "golf", "It is not the case that softball is faster than golf.", None),
        ("bus", "tram", "At one time the bus was better than the tram.", UP),
    ],
)
def test_what_is_denied_of_a_statement_is_read_off_its_clause(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("bus", "tram", "While the bus lost riders, the tram has grown faster than expected.", DOWN),
        ("Pixel", "Galaxy", "The Pixel failed, but the Galaxy sold better than ever.", DOWN),
        ("bus", "tram", "I knew the bus, but for the tram it was easier to find a stop.", DOWN),
        ("saw", "chisel", "I would not worry about the saw, the chisel is usually seen as better.", DOWN),
        ("bus", "tram", "The bus lost riders, but the tram is faster than the train.", None),
        ("bus", "tram", "While the bus is here, it is easier to walk.", None),
        ("bus", "tram", "The bus and the tram have grown faster than expected.", None),
        ("saw", "chisel", "The saw is a better-known tool, and the chisel is here.", None),
    ],
)
def test_a_contrast_needs_no_standard(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("drill", "saw", "The drill outlasted the saw.", UP),
        ("Oslo", "Bergen", "Oslo was outplayed by Bergen.", DOWN),
        ("Pixel", "Galaxy", "The Pixel has more features than the Galaxy.", UP),
        ("Pixel", "Galaxy", "The Pixel offers less comfort than the Galaxy.", DOWN),
        ("Oslo", "Bergen", "Oslo has more bridges than Bergen.", None),
        ("Pixel", "Galaxy", "The Pixel has outlets for the Galaxy.", None),
        ("Pixel", "Galaxy", "The Pixel is smaller than the Galaxy, which has better sound.", None),
        ("Oslo", "Bergen", "90% of Oslo trams are on time, vs. 35% for Bergen.", UP),
    ],
)
def test_more_of_what_is_good_and_a_higher_figure_stand_above(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("bus", "tram", "Unlike the bus, the tram isn't slower in snow.", DOWN),
        ("saw", "chisel", "Unlike the chisel, the saw is not a worse tool for it.", UP),
        ("bus", "tram", "Take the bus (or even better the tram).", DOWN),
        ("Danish", "Finnish", "Learn Danish, or even better Finnish.", DOWN),
        ("bus", "tram", "Unlike the bus, the tram stops here.", None),
        ("bus", "tram", "The tram isn't slower than the bus.", None),
        ("bus", "tram", "Take the bus or a better known tram line.", None),
        ("bus", "tram", "Is it the bus or the tram?", None),
    ],
)
def test_what_is_no_worse_unlike_the_other_and_what_is_even_better(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("bus", "tram", "Like the bus, the tram will be better in winter.", None),
        ("bus", "tram", "Unlike the bus, the tram and the ferry, it is safer.", None),
        ("bus", "tram", "Walking is better than dropping the bus for the tram.", None),
        ("saw", "chisel", "I know the saw, but Norland has better prices for a chisel.", None),
        ("Pixel", "Galaxy", "What better time to sell a Pixel than beside the new Galaxy?", None),
        ("Pixel", "Galaxy", "The Pixel is a better phone, and none the worse for a Galaxy screen.", None),
        ("Pixel", "Galaxy", "The Pixel is more general than the Galaxy.", None),
        ("bus", "tram", "The jury calls the bus a better tram than the train.", None),
        ("bus", "tram", "It is faster than the bus... faster than the tram.", None),
        ("bus", "tram", "The tram was new, but the bus is better in winter.", UP),
        ("saw", "chisel", "I know the saw, but it is easier with a chisel.", DOWN),
        ("Pixel", "Galaxy", "I like the Pixel, although the Galaxy has better prices.", DOWN),
        ("Pixel", "Galaxy", "Unlike the Galaxy, the Pixel is faster.", UP),
    ],
)
def test_likeness_lists_and_beneficiaries_set_nothing_above(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation


@pytest.mark.parametrize(
    ("first", "second", "sentence", "relation"),
    [
        ("bus", "tram", "I would like to see the bus beat the tram.", None),
        ("bus", "tram", "The town hopes that the bus is faster than the tram.", None),
        ("bus", "tram", "Their aim is to make the bus run faster than the tram.", None),
        ("bus", "tram", "The bus would have to be better than the tram.", None),
        ("bus", "tram", "They do not say that it works and that the bus is faster than the tram.", None),
        ("bus", "tram", "I like that the bus is faster than the tram.", UP),
        ("bus", "tram", "They have to use the bus, which is faster than the tram.", UP),
        ("bus", "tram", "They say that it works and that the bus is faster than the tram.", UP),
        ("bus", "tram", "We want tickets for the bus because it is faster than the tram.", UP),
    ],
)
def test_what_is_wished_or_needed_is_not_said(first, second, sentence, relation) -> None:
    assert read(first, second, sentence) is relation
