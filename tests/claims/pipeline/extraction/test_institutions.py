import pytest

from claims.pipeline.extraction.mentions import find_mentions
from claims.vocabulary import EntityKind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Ministry of Fisheries said so.", ["Ministry of Fisheries"]),
        ("The Trust for Old Boats said so.", ["Trust for Old Boats"]),
        ("The Port of Narvik grew.", ["Port of Narvik"]),
        ("The Norland Annals of Surgery said so.", ["Norland Annals of Surgery"]),
        ("The Review of Narvik said so.", ["Review", "Narvik"]),
        ("The Office for National Weather counts it.", ["Office for National Weather"]),
        ("The Board of the Norland Harbour met.", ["Board of the Norland Harbour"]),
        ("It lies in the Gulf of Narvik.", ["Gulf of Narvik"]),
        ("The U.S. Department of Energy gave money.", ["U.S. Department of Energy"]),
        ("They came to St. Mary's Hospital in May.", ["St. Mary's Hospital"]),
        ("They left Norland's Hospital in May.", ["Norland", "Hospital"]),
        ("It is Corvid of Norland.", ["Corvid", "Norland"]),
        ("The Bank and Norland agreed.", ["Bank", "Norland"]),
    ],
)
def test_an_institution_goes_on_behind_of(text, names):
    assert [mention.text for mention in find_mentions(text)] == names


def test_an_endless_chain_is_no_one_name():
    assert max(len(mention.text) for mention in find_mentions("Board of " * 1000)) <= 200


def test_an_institution_is_an_organisation_and_a_place_is_none():
    assert [m.kind for m in find_mentions("The Bank of Norland fished in the Gulf of Narvik.")] == [
        EntityKind.ORGANISATION,
        EntityKind.OTHER,
    ]
