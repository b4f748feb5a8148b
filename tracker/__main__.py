"""`python -m tracker ROLE`: the entry point of every process of the service, in containers and in `make up`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tracker import backup_commands, env, roles

_USAGE = """\
usage: python -m tracker web            the API and the admin
       python -m tracker worker         runs the tasks in the queues
       python -m tracker beat           the scheduler; run exactly one
       python -m tracker migrate        brings the database schema up to date
       python -m tracker healthy ROLE   exit code 0 if the web, worker or beat of this machine is healthy
       python -m tracker backup FILE    writes the database and the secret key to a new file
       python -m tracker restore FILE [--replace] [--send-webhooks]
                                        restores them; --replace deletes the rows that the database has,
                                        --send-webhooks sends what the backup had not sent
"""
_RESTORE_OPTIONS = {"--replace", "--send-webhooks"}


def main(arguments: list[str]) -> int:
    """Run the role that the arguments name; it replaces this process. Returns the exit code."""
    try:
        match arguments:
            case ["web" | "worker" | "beat" | "migrate" as role]:
                command = roles.command(role)
                os.chdir(roles.ROOT)
                if subprocess.run(roles.manage("check", "--fail-level", "ERROR"), check=False).returncode:  # noqa: S603
                    return 2  # the check has printed the error and its remedy
                os.execv(command[0], command)  # noqa: S606 - our own command line
            case ["healthy", "web" | "worker" | "beat" as role]:
                return 0 if roles.is_healthy(role) else 1
            case ["backup", path]:
                return backup_commands.backup(Path(path))
            case ["restore", path, *options] if _RESTORE_OPTIONS.issuperset(options):
                return backup_commands.restore(
                    Path(path), replace="--replace" in options, send_webhooks="--send-webhooks" in options
                )
    except env.EnvironmentVariableError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stderr.write(_USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
