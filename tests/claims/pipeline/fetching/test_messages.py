"""Messages: a session knows its host's pause, and when the next request may be made."""

import math
import uuid

import pytest

from claims.pipeline.fetching.messages import FetchRequest, HostSession


def session(**fields):
    return HostSession(
        **{
            "id": uuid.UUID(int=1),
            "host": "site.example",
            "token": uuid.UUID(int=2),
            "spacing_seconds": 5.0,
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("fields", "pause"),
    [
        ({}, 5.0),
        ({"crawl_delay": 2.0}, 5.0),
        ({"crawl_delay": 30.0}, 30.0),
        ({"crawl_delay": 30.0, "has_own_spacing": True}, 5.0),
        ({"spacing_seconds": 0.0, "has_own_spacing": True}, 0.0),
    ],
)
def test_pause_is_the_longer_of_spacing_and_crawl_delay_unless_an_operator_set_it(fields, pause):
    assert session(**fields).pause == pause


def test_host_that_was_not_requested_is_free():
    assert session().free_at == -math.inf


def test_pause_begins_with_the_response():
    assert session(answered_at=100.0).free_at == 105.0


def test_crawl_delay_that_was_just_read_counts_at_once():
    host = session(answered_at=100.0)

    host.crawl_delay = 60.0

    assert host.free_at == 160.0


def test_sessions_do_not_share_robots():
    one, other = session(), session()

    one.robots["https://site.example:443"] = None

    assert other.robots == {}


def test_request_is_unconditional_by_default():
    request = FetchRequest(uuid.UUID(int=3), "https://site.example/")

    assert (request.etag, request.last_modified, request.validators_url) == ("", "", "")
