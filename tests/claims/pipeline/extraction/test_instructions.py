import pytest

from claims.pipeline.extraction.instructions import is_instruction
from claims.values import Block
from tests.claims.pipeline.extraction.views import view

PARAGRAPH, ITEM = Block("paragraph", 0, 80), Block("item", 0, 80)


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
