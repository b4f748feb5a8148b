"""Second machine: a worker and a web beside those of the service, as processes of their own on the same servers."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys

import psutil

from tests.journey.service import ROOT, Service, free_port

ROLES = ("worker", "web")


class SecondMachine:
    """`python -m tracker worker` and `web`; each begins again after it was killed, as under a supervisor."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._output = (service.folder / "second.log").open("ab")
        self._processes = {role: self._started(role) for role in ROLES}

    def restart_ended(self) -> None:
        """Start what has ended."""
        for role, process in self._processes.items():
            if process.poll() is not None:
                self._processes[role] = self._started(role)

    def kill(self, role: str, chance: random.Random) -> None:
        """Kill a process of a role: the first one, or one of its children. Raises psutil.Error if it has ended."""
        first = psutil.Process(self._processes[role].pid)
        children = first.children(recursive=True)
        killed = chance.choice([first, *children])
        killed.kill()
        for child in children if killed == first else ():  # those of granian outlive their first process
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        if killed == first:
            self._processes[role].wait()  # so that `restart_ended` sees its end

    def stop(self) -> None:
        """End both."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=60)
            process.kill()
        self._output.close()

    def _started(self, role: str) -> subprocess.Popen[bytes]:
        saved = json.loads((self._service.folder / "var" / "environment.json").read_text())
        environment = self._service.given | saved | {"PORT": str(self._port)}
        return subprocess.Popen(
            [sys.executable, "-m", "tracker", role],
            cwd=ROOT,
            env=environment,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
