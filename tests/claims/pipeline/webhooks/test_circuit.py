"""An endpoint gets more requests at a time while it succeeds, and one after a rest while it fails."""

from __future__ import annotations

from random import Random

import pytest

from claims.pipeline.webhooks.circuit import Circuit, after_failure, after_success
from claims.vocabulary import Standing

RNG = Random(7)


def failed(count: int, retry_after: int | None = None) -> Circuit:
    """A circuit after so many failures, the last of them with a Retry-After."""
    circuit = Circuit()
    for number in range(count):
        circuit = after_failure(circuit, retry_after if number == count - 1 else None, RNG)
    return circuit


def test_a_new_endpoint_gets_one_request_at_a_time() -> None:
    assert (Circuit().window_size, Circuit().standing) == (1, Standing.UNPROVEN)


def test_the_window_doubles_with_each_success_up_to_ten() -> None:
    circuit, sizes = Circuit(), []
    for _ in range(5):
        circuit = after_success(circuit, 0.1)
        sizes.append(circuit.window_size)

    assert sizes == [2, 4, 8, 10, 10]


@pytest.mark.parametrize(
    ("seconds", "standing"), [(1.9, Standing.TRUSTED), (2.0, Standing.UNPROVEN), (14.0, Standing.UNPROVEN)]
)
def test_an_endpoint_that_responds_fast_is_trusted(seconds: float, standing: Standing) -> None:
    assert after_success(Circuit(), seconds).standing == standing


def test_a_failure_leaves_one_probe_without_a_rest() -> None:
    circuit = after_failure(Circuit(Standing.TRUSTED, 10), None, RNG)

    assert (circuit.standing, circuit.window_size, circuit.rest_seconds) == (Standing.FAILING, 1, 0)


@pytest.mark.parametrize(("failures", "seconds"), [(2, 1), (3, 2), (6, 16), (10, 256), (11, 300), (400, 300)])
def test_the_rest_doubles_from_the_second_failure_on_up_to_five_minutes(failures: int, seconds: int) -> None:
    assert failed(failures).rest_seconds == pytest.approx(seconds, rel=0.2)


@pytest.mark.parametrize(("retry_after", "seconds"), [(60, 60), (1, 2), (86_400, 300)])
def test_retry_after_lengthens_the_rest_up_to_five_minutes(retry_after: int, seconds: int) -> None:
    assert failed(3, retry_after).rest_seconds == pytest.approx(seconds, rel=0.2)


def test_a_success_forgets_the_failures() -> None:
    circuit = after_success(failed(8), 0.1)

    assert circuit == Circuit(Standing.TRUSTED, 2, 0, 0.0)
