"""`python -m devserver`: what `make up` runs, and manage.py with the servers of a `make up` that is running."""

from __future__ import annotations

import os
import sys

from devserver import supervisor
from tracker import connection, env, roles

_USAGE = """\
usage: python -m devserver              run PostgreSQL, Redis, web, worker, beat and the demo until Ctrl-C
       python -m devserver manage ...   run manage.py with the servers of the `make up` that is running
"""


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name. Returns the exit code."""
    try:
        match arguments:
            case []:
                return supervisor.up()
            case ["manage", *words]:
                command = roles.manage(*words)
                os.execve(command[0], command, connection.load() | os.environ)  # noqa: S606 - our own command line
    except env.EnvironmentVariableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(_USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
