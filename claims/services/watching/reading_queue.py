"""Reading queue: pages are read in the sandbox in small groups, one group at a time, in a thread of its own."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from claims.pipeline.watching.response import Response
from claims.pipeline.watching.source_lease import SourceLease
from claims.services.leasing import host_queue
from claims.services.runtime import reader_thread, sandbox
from claims.services.watching import responses
from claims.values import Page

MAX_QUEUED = 600
MAX_QUEUED_BYTES = 64_000_000
"""Pages that wait to be read before no more hosts are leased."""

MAX_GROUP = 50


@dataclass(slots=True)
class ReadingQueue:
    """Pages that wait to be read, and those that are being read. `deliver` is called with each response, in the thread."""

    deliver: Callable[[Response], None]
    _pages: deque[tuple[SourceLease, Page]] = field(default_factory=deque)
    _in_reading: dict[uuid.UUID, SourceLease] = field(default_factory=dict)
    _warm_up: Future[None] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no page waits and none is being read."""
        return not self._pages and not self._in_reading

    @property
    def is_full(self) -> bool:
        """Whether more pages wait than are read in good time."""
        size = sum(len(page.body) for _, page in self._pages)
        return size > MAX_QUEUED_BYTES or len(self._pages) > MAX_QUEUED

    def add(self, source: SourceLease, page: Page) -> None:
        """A page to be read."""
        self._pages.append((source, page))

    def done(self, response: Response) -> None:
        """A page was read."""
        self._in_reading.pop(response.source.id, None)

    def next_group(self) -> list[tuple[SourceLease, Page]]:
        """The pages to read next: none while others are being read, and alone one that ended a worker before."""
        if self._in_reading or not self._pages or not self._is_ready():
            return []
        group = [self._pages.popleft()]
        while self._pages and len(group) < MAX_GROUP and not group[0][0].read_attempts:
            if self._pages[0][0].read_attempts:
                break
            group.append(self._pages.popleft())
        return group

    def start(self, group: list[tuple[SourceLease, Page]]) -> list[SourceLease]:
        """Read these pages, each counted before it is begun. Returns the sources whose lease was lost: they are not read."""
        leased = host_queue.count_read_attempt([source for source, _ in group])
        held = [pair for pair in group if pair[0].id in leased]
        self._in_reading = {source.id: source for source, _ in held}
        if held:
            reader_thread().submit(self._read, held)
        return [source for source, _ in group if source.id not in leased]

    def undo_attempts(self) -> None:
        """What is being read ended no worker: it does not count."""
        host_queue.undo_read_attempt([*self._in_reading.values()])

    def _is_ready(self) -> bool:
        """Whether the sandbox has started. That takes a second, in which no page is to blame if the worker ends."""
        self._warm_up = self._warm_up or reader_thread().submit(sandbox().warm_up)
        return self._warm_up.done()

    def _read(self, group: list[tuple[SourceLease, Page]]) -> None:
        for source, page in group:
            self.deliver(responses.read(source, page))
