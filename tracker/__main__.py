"""`python -m tracker ROLE`: the one way in, for `make up` and for containers."""

from __future__ import annotations

import os
import subprocess
import sys

from tracker import env, roles, supervisor

_USAGE = """\
usage: python -m tracker up             everything on this machine, with PostgreSQL and Redis
       python -m tracker web            the API and the admin
       python -m tracker worker         works off the queues
       python -m tracker beat           rings the bells; one is enough
       python -m tracker migrate        brings the database's schema up to date
       python -m tracker manage ...     manage.py, with the servers of the `make up` that runs
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
                if subprocess.run(roles.manage("check", "--fail-level", "ERROR"), check=False).returncode:  # noqa: S603
                    return 2  # what is wrong, and its remedy, has just been said
                os.execv(command[0], command)  # noqa: S606 - a command line of ours
            case ["manage", *words]:
                command = roles.manage(*words)
                os.execve(command[0], command, roles.noted_environment() | os.environ)  # noqa: S606 - the same
            case ["healthy", "web" | "worker" | "beat" as role]:
                return 0 if roles.is_healthy(role) else 1
    except env.EnvironmentVariableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(_USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
