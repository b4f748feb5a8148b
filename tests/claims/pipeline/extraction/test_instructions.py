import pytest

from claims.pipeline.extraction.instructions import is_instruction
from claims.values import Block
from tests.claims.pipeline.extraction.views import view

PARAGRAPH, ITEM, STEP = Block("paragraph", 0, 80), Block("item", 0, 80), Block("item", 0, 80, "", ("1",))


@pytest.mark.parametrize(
    "text", ["Evaluate the consequences of the ban for 3 ports.", "Briefly describe the 5 largest ports."]
)
def test_a_base_form_without_subject_tells_the_reader_what_to_do(text):
    assert is_instruction(view(text), PARAGRAPH)


@pytest.mark.parametrize("text", ["Corvid sold 5 ships.", "Cut 12% of its staff in May.", "5 ports."])
def test_other_sentences_are_none(text):
    assert not is_instruction(view(text), PARAGRAPH)


def test_an_item_tells_what_something_does():
    assert not is_instruction(view("Evaluate the consequences of the ban for 3 ports."), ITEM)


@pytest.mark.parametrize(
    "text",
    [
        "Hold the button for 10 seconds.",
        "Add 2 spoons of citric acid.",
        "Wait 15 minutes, then rinse it twice.",
        "If the light stays red, wait another 5 minutes.",
        "To upgrade, download version 2.1 (45 MB).",
        "Then add 200 g of flour.",
        "Do not exceed 4 tablets a day.",
    ],
)
def test_numbered_items_are_steps_however_the_parser_takes_their_first_word(text):
    assert is_instruction(view(text), STEP)
    assert not is_instruction(view(text), ITEM)


@pytest.mark.parametrize(
    "text",
    [
        "Store sales rose by 3%.",
        "Call volume fell to 900.",
        "Press freedom fell in 5 states.",
        "If rates rise, 900 firms may fail.",
        "To cut costs, Corvid sold 5 ships.",
        "Supports 64 devices.",
        "Lanthorn: 310 employees.",
    ],
)
def test_steps_that_tell_what_happens_are_claims(text):
    assert not is_instruction(view(text), STEP)
