"""Mutants: small changes of the code, each of which at least one of its nearest tests must catch.

python -m tests.mutants               plays every mutant of mutants.toml
python -m tests.mutants lease token   plays those whose name or file holds one of these words

A mutant that no test catches survives, and the exit code is 1. The mutants are played in two copies of the checkout,
side by side, each on a PostgreSQL and a Redis of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parents[2]
COPIES = 2
MAX_SECONDS = 300
PASSED, FAILED = 0, 1  # pytest's exit codes
# In the order of the file, and without a plugin that takes half of a start and that no listed test needs.
_WITHOUT_PLUGINS = ("-p", "no:randomly", "-p", "no:schemathesis")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: `old`, which stands once in `file`, becomes `new`. `tests` are the paths given to pytest."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def apply(self, folder: Path) -> str:
        """Write the changed file into a copy of the checkout. Returns the text before. Raises ValueError if it does not fit."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(
                f"{self.name}: `old` stands {text.count(self.old)} times in {self.file}, not once"
            )
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
        return text


def read_mutants(words: Sequence[str]) -> list[Mutant]:
    """The mutants of mutants.toml, or those whose name or file holds one of the words."""
    rows = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8"))["mutant"]
    mutants = [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]
    return [
        mutant
        for mutant in mutants
        if not words or any(word in f"{mutant.name} {mutant.file}" for word in words)
    ]


def run_tests(folder: Path, tests: Iterable[str]) -> int | None:
    """Pytest's exit code; None if it took longer than MAX_SECONDS and was killed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *_WITHOUT_PLUGINS, *tests]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with subprocess.Popen(
        command,
        cwd=folder,
        env=kept | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=MAX_SECONDS)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.communicate()
            return None
    if process.returncode not in (PASSED, FAILED):
        sys.stdout.write(output)
    return process.returncode


def play(mutant: Mutant, folder: Path) -> bool:
    """Whether a test catches the mutant."""
    before = mutant.apply(folder)
    try:
        code = run_tests(folder, mutant.tests)
    finally:
        (folder / mutant.file).write_text(before, encoding="utf-8")
    if code not in (PASSED, FAILED, None):
        raise ValueError(f"{mutant.name}: pytest ended with {code}, so the tests did not run")
    word = {PASSED: "SURVIVED", FAILED: "caught"}.get(code, "caught (timeout)")
    sys.stdout.write(f"{word:<16} {mutant.file}: {mutant.name}\n")
    sys.stdout.flush()
    return code != PASSED


def main(words: Sequence[str]) -> int:
    """Play the mutants. Returns the exit code: 1 if one survives, or if the unchanged code fails its tests."""
    mutants = read_mutants(words)
    with tempfile.TemporaryDirectory(prefix="claims-mutants-") as scratch:
        folders: SimpleQueue[Path] = SimpleQueue()
        for number in range(COPIES):
            folders.put(_copy(Path(scratch) / f"copy{number}"))

        def play_in_a_copy(mutant: Mutant) -> bool:
            folder = folders.get()
            try:
                return play(mutant, folder)
            finally:
                folders.put(folder)

        tests = sorted({test for mutant in mutants for test in mutant.tests})
        unchanged = folders.get()
        if run_tests(unchanged, tests) != PASSED:
            sys.stdout.write("The tests fail without a mutant.\n")
            return FAILED
        folders.put(unchanged)
        with ThreadPoolExecutor(COPIES) as pool:
            caught = list(pool.map(play_in_a_copy, mutants))
    sys.stdout.write(f"{sum(caught)} of {len(mutants)} mutants caught\n")
    return PASSED if all(caught) else FAILED


def _copy(folder: Path) -> Path:
    """The files of the checkout that git knows or would add, copied to a folder."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
