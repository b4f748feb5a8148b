"""`python -m tracker ROLE`: the one way in, for `make up` and for containers."""

from __future__ import annotations

import os
import sys

from tracker import env, roles, supervisor

_USAGE = """\
usage: python -m tracker up             everything on this machine, with PostgreSQL and Redis
       python -m tracker web            the API and the admin
       python -m tracker worker         works off the queues
       python -m tracker beat           rings the bells; one is enough
       python -m tracker migrate        brings the database's schema up to date
       python -m tracker healthy ROLE   exit code 0 if this machine's web, worker or beat is well
"""


def main(arguments: list[str]) -> int:
    """Run what the arguments name; a role takes this process's place. Returns the exit code."""
    try:
        match arguments:
            case ["up"]:
                return supervisor.up()
            case ["web" | "worker" | "beat" | "migrate" as role]:
                command = roles.command(role)
                os.chdir(roles.ROOT)
                os.execv(command[0], command)  # noqa: S606 - a command line of ours
            case ["healthy", "web" | "worker" | "beat" as role]:
                return 0 if roles.is_healthy(role) else 1
    except env.EnvironmentVariableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(_USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
