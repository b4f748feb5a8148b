"""Outages: if almost no host answers, our own network is down."""

from __future__ import annotations

from collections import OrderedDict

from claims.vocabulary import FetchFailure

UNREACHABLE = frozenset(
    {
        FetchFailure.CONNECT_FAILED,
        FetchFailure.DNS_FAILED,
        FetchFailure.NAME_NOT_FOUND,
        FetchFailure.TIMED_OUT,
    }
)
"""The failures of a request without any answer. An HTTP status, or a certificate, is an answer."""

WINDOW_SECONDS = 60.0
MIN_HOSTS = 20

_DOWN_ABOVE = 0.8
_MAX_HOSTS = 1000


class NetworkWatch:
    """The last request to each host. Times are monotonic seconds and never go back; at most 1,000 hosts are remembered."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[str, tuple[float, bool]] = OrderedDict()

    def note(self, host: str, is_unreachable: bool, at: float) -> None:
        """A request to the host ended: `is_unreachable` if its failure is one of `UNREACHABLE`."""
        self._hosts[host] = (at, is_unreachable)
        self._hosts.move_to_end(host)
        if len(self._hosts) > _MAX_HOSTS:
            self._hosts.popitem(last=False)

    def is_down(self, at: float) -> bool:
        """True if more than 80% of the hosts of the last minute, and there are 20, did not answer.

        Each host counts once, so that a single large site that is down does not outweigh the rest.
        """
        self._forget_before(at - WINDOW_SECONDS)
        silent = sum(is_unreachable for _, is_unreachable in self._hosts.values())
        return len(self._hosts) >= MIN_HOSTS and silent > _DOWN_ABOVE * len(self._hosts)

    def _forget_before(self, time: float) -> None:
        while self._hosts and next(iter(self._hosts.values()))[0] < time:
            self._hosts.popitem(last=False)
