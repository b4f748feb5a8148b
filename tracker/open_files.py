"""Open files: a connection is one, and a process of the service has thousands."""

from __future__ import annotations

import resource


def permit_many() -> None:
    """Raise this process's limit of open files to the most that it may have.

    The usual limit of 1,024 is there for programs that use select().
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
