"""Processes: children that end with their parent, and that can run as another user than root."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECUREBITS, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2
_CAPABILITY_VERSION_3 = 0x20080522
_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    """One of the two words of each set (capset(2)); the capabilities used here are in the first."""

    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


class StartError(Exception):
    """A process could not be started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The user that a process runs as."""

    uid: int
    gid: int


def spawn(
    argv: Sequence[str | Path],
    *,
    output: int | None = None,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    owner: Owner | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, with stdout and stderr going to `output`.

    When this process ends for any reason, Linux sends `death_signal` to the child. Call this from the main thread: the
    kernel observes the thread, not the process. With `owner`, the child runs as that user, see `_become`. Raises OSError
    if the program cannot be executed, `subprocess.SubprocessError` if the system refuses the change of user.
    """
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=environment,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_preparation(os.getpid(), owner, death_signal),  # noqa: PLW1509 - this process has no threads
    )


def stop(process: subprocess.Popen[bytes], with_signal: signal.Signals, *, seconds: float) -> None:
    """Send the signal, wait, then kill the process group of the child. Does nothing harmful if it has ended."""
    if process.poll() is None:
        process.send_signal(with_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the remaining process group of the child, so that no grandchild outlives it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM when only zombies are left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _preparation(parent: int, owner: Owner | None, death_signal: signal.Signals) -> Callable[[], None]:
    """The function that the child runs between fork and exec."""

    def prepare() -> None:
        if owner is not None:
            _become(owner)
        if _LINUX:  # after the change of user, which clears it
            _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _become(owner: Owner) -> None:
    """Change to the user, but keep the capabilities to search and read folders that are closed to others.

    The checkout is often under /root (0700), where another user could not execute a program. The two capabilities are made
    ambient, so that they survive exec. Without the secure bit, the change of user would drop them, and access(2) would ignore
    them (capabilities(7)).
    """
    header, held = _Header(_CAPABILITY_VERSION_3, 0), (_Capabilities * 2)()
    keep = 0
    if _LINUX and _libc.capget(ctypes.byref(header), held) == 0:
        keep = held[0].permitted & (1 << _CAP_DAC_OVERRIDE | 1 << _CAP_DAC_READ_SEARCH)
        _libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(owner.gid)
    os.setuid(owner.uid)
    if not _LINUX:
        return
    if _libc.capset(ctypes.byref(header), (_Capabilities * 2)(_Capabilities(keep, keep, keep))) != 0:
        keep = 0  # the bit was refused, and all capabilities were dropped
    for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        if keep & 1 << capability:
            _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0)
