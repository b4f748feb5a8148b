"""Memory: DATA_DIR/demo.json, what the demo knows across restarts. Site and story may change it at once."""

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
    """The demo cannot go on; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The file. `port` of the site, `told` (how often the story came to its end), `variants` of pages with the time
    since when, and `endpoint`, `secret` of the webhook endpoint. For our eyes only, because of the secret."""

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
        """Everything. Raises DemoError if the file is not there or is none of ours."""
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise DemoError(
                f"no demo is loaded in {self.path.parent}: `make up` with an empty DATA_DIR loads it"
            ) from None
        except (OSError, ValueError) as error:
            raise DemoError(f"{self.path} cannot be read: {error}") from error
        if not isinstance(known, dict) or not isinstance(known.get("port"), int):
            raise DemoError(
                f'{self.path} holds no "port": remove the file, then `make up` prepares what it can'
            )
        return known

    def change(self, **values: Any) -> None:
        """Write these values over what is there. Raises DemoError as `read` does."""
        with self.path.with_suffix(".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = self.read() | values
            draft = self.path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(known, file, indent=1)
            draft.replace(self.path)
