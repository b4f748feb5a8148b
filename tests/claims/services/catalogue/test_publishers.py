"""Publishers are known by name, whatever its case, and by domain."""

from __future__ import annotations

import pytest

from claims.errors import ConflictError, InputError
from claims.models import Publisher
from claims.services.catalogue import publishers
from tests.claims.services.rows import ACTOR, NOW

pytestmark = pytest.mark.django_db


def test_a_publisher_is_found_by_its_domain() -> None:
    publisher = publishers.create_publisher(name="The Paper", domains=["Paper.example.org"], actor=ACTOR)

    assert publishers.publisher_of("https://paper.example.org/news/1") == publisher
    assert publishers.publisher_of("https://elsewhere.example.net/") is None


def test_a_publisher_name_is_taken_whatever_its_case() -> None:
    publishers.create_publisher(name="The Paper", actor=ACTOR)

    assert publishers.ensure_publisher("THE PAPER", actor=ACTOR, now=NOW) == Publisher.objects.get()
    with pytest.raises(ConflictError):
        publishers.create_publisher(name="the paper", actor=ACTOR)


@pytest.mark.parametrize("domain", ["", "not a domain", "http://x/", "a/b"])
def test_a_domain_that_is_none_is_refused_with_its_place(domain: str) -> None:
    with pytest.raises(InputError) as refused:
        publishers.create_publisher(name="The Paper", domains=["ok.example.org", domain], actor=ACTOR)

    assert refused.value.field == "/domains/1"


@pytest.mark.parametrize("name", ["The Paper ", " The Paper", "The Paper\u1680"])
def test_a_publisher_name_with_spaces_around_it_is_refused(name: str) -> None:
    with pytest.raises(InputError) as refused:
        publishers.create_publisher(name=name, actor=ACTOR)

    assert refused.value.field == "/name"


def test_an_id_is_no_name_of_a_publisher() -> None:
    with pytest.raises(InputError, match="Give the publisher's name instead of an id"):
        publishers.create_publisher(name="publisher_01h455vb4pex5vsknk084sn02q", actor=ACTOR)


def test_the_name_in_a_document_is_taken_without_the_spaces_around_it() -> None:
    publisher = publishers.create_publisher(name="The Paper", actor=ACTOR)

    assert publishers.ensure_publisher(" the paper ", actor=ACTOR, now=NOW) == publisher


@pytest.mark.parametrize(("first", "second"), [("Stra\u1e9ee", "Stra\u00dfe"), ("\u212aestrel", "Kestrel")])
def test_letters_whose_cases_do_not_pair_up_stop_no_capture(first: str, second: str) -> None:
    publishers.ensure_publisher(first, actor=ACTOR, now=NOW)

    assert publishers.ensure_publisher(second, actor=ACTOR, now=NOW) is not None


def test_a_domain_longer_than_a_name_server_takes_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        publishers.create_publisher(name="The Paper", domains=["a." * 125 + "example.org"], actor=ACTOR)

    assert refused.value.field == "/domains/0"
