import pytest

from claims.pipeline.extraction.mentions import learn_names
from claims.pipeline.extraction.version import EXTRACTOR, EXTRACTOR_VERSION, extractor_version


@pytest.fixture(autouse=True)
def own_names():
    yield
    learn_names("")


def test_extractor_has_a_name_and_a_version():
    assert (EXTRACTOR, EXTRACTOR_VERSION) == ("rules", "11")


def test_added_names_are_part_of_the_version():
    assert extractor_version() == "rules-11"

    learn_names("[model]\nHeron = []\n")

    assert extractor_version().startswith("rules-11+")
