"""Outages: silence everywhere is our own; silence of some is theirs."""

import pytest

from claims.pipeline.watching.outages import UNREACHABLE, NetworkWatch
from claims.vocabulary import FetchFailure


def watch(silent: int, answering: int, *, at: float = 1000.0) -> NetworkWatch:
    """A watch that has noted one look at each of so many hosts."""
    network = NetworkWatch()
    for number in range(silent + answering):
        network.note(f"host{number}.example", number < silent, at)
    return network


def test_network_is_down_when_more_than_four_fifths_of_twenty_hosts_are_silent():
    assert watch(17, 3).is_down(1000.0)


def test_four_fifths_are_not_enough():
    assert not watch(16, 4).is_down(1000.0)


def test_nineteen_hosts_are_too_few_to_tell():
    assert not watch(19, 0).is_down(1000.0)
    assert watch(20, 0).is_down(1000.0)


def test_nothing_noted_is_no_outage():
    assert not NetworkWatch().is_down(0.0)


def test_looks_count_for_a_minute():
    network = watch(20, 0)

    assert network.is_down(1060.0)
    assert not network.is_down(1060.1)


def test_each_host_has_one_voice():
    network = watch(3, 17)
    for _ in range(500):
        network.note("host0.example", True, 1001.0)

    assert not network.is_down(1001.0)


def test_last_look_at_a_host_is_the_one_that_counts():
    network = watch(20, 0)
    for number in range(20):
        network.note(f"host{number}.example", False, 1010.0)

    assert not network.is_down(1010.0)


def test_memory_is_bounded():
    network = watch(1000, 0)
    for number in range(1000):
        network.note(f"new{number}.example", False, 1000.0)

    assert not network.is_down(1000.0)


def test_host_that_is_noted_again_is_not_forgotten_with_the_old_ones():
    network = watch(20, 0, at=950.0)
    for number in range(20):
        network.note(f"host{number}.example", True, 1005.0)

    assert network.is_down(1060.0)


@pytest.mark.parametrize(
    "failure", [FetchFailure.HTTP_STATUS, FetchFailure.TLS_FAILED, FetchFailure.TOO_LARGE]
)
def test_answer_of_any_kind_is_not_silence(failure):
    assert failure not in UNREACHABLE


@pytest.mark.parametrize(
    "failure", [FetchFailure.CONNECT_FAILED, FetchFailure.DNS_FAILED, FetchFailure.TIMED_OUT]
)
def test_no_answer_is_silence(failure):
    assert failure in UNREACHABLE
