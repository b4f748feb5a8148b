"""Memory: the state of the demo in DATA_DIR/demo.json. Site and story may change it concurrently."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_DEFAULT_DATA_DIR = Path(__file__).resolve().parent.parent / "var"


class DemoError(Exception):
    """The demo cannot continue; the message names the remedy."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The file, readable by its owner only.

    It contains `port` of the site, `plays` (how often the story was completed), `variants` of pages, each with the time of the
    change, and `endpoint` and `secret` of the webhook endpoint.
    """

    path: Path

    @property
    def replay_command(self) -> str:
        """What to type to play the story again; it names DATA_DIR if that is not the default one."""
        data_dir = self.path.parent
        return (
            "make demo"
            if data_dir == _DEFAULT_DATA_DIR
            else f"make demo DATA_DIR={shlex.quote(str(data_dir))}"
        )

    def read(self) -> dict[str, Any]:
        """The whole state. Raises DemoError if the file does not exist or is invalid."""
        try:
            state = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise DemoError(
                f"no demo is loaded in {self.path.parent}: `make up` with an empty DATA_DIR loads it"
            ) from None
        except (OSError, ValueError) as error:
            raise DemoError(f"{self.path} cannot be read: {error}") from error
        if not isinstance(state, dict) or not isinstance(state.get("port"), int):
            raise DemoError(
                f'{self.path} has no "port"; remove the file, then `make up` prepares the demo again'
            )
        return state

    def change(self, **values: Any) -> None:
        """Replace these values and keep the others. Raises DemoError as `read` does."""
        with self.path.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = self.read() | values
            draft = self.path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(state, file, indent=1)
            draft.replace(self.path)
