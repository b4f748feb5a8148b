"""Statement reader: what sentences say, read in the sandbox of this process within a time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, wait

from claims.errors import ReadError
from claims.services import runtime
from claims.values import ClaimCandidate

_TOGETHER = 16
"""Sentences that are parsed together. A part that has begun is not cancelled."""

Candidates = tuple[ClaimCandidate, ...]


class StatementReadings:
    """Sentences that are being read. The first ones of a process wait for its reader, which loads the language model."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._started_at = time.monotonic()
        self._parts: dict[Future[tuple[Candidates, ...]], Sequence[str]] = {}
        readable = [text for text in texts if any(letter.isalnum() for letter in text)]
        self._read: dict[str, Candidates] = {text: () for text in texts if text not in set(readable)}
        for first in range(0, len(readable), _TOGETHER):
            part = readable[first : first + _TOGETHER]
            self._parts[runtime.reader_thread().submit(runtime.sandbox().read_statements, part)] = part

    def within(self, seconds: float) -> dict[str, Candidates]:
        """The claims in each text that was read within this time from the start. The others are not read any more."""
        wait(self._parts, max(0.0, self._started_at + seconds - time.monotonic()))
        for future, part in self._parts.items():
            if future.done():
                self._keep(part, future)
            else:
                future.cancel()
        return self._read

    def _keep(self, part: Sequence[str], future: Future[tuple[Candidates, ...]]) -> None:
        try:
            self._read |= dict(zip(part, future.result(), strict=True))
        except ReadError:  # its reader ended: these are not read
            return
