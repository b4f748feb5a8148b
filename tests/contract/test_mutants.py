"""Every mutant fits the code as it is, and names tests that exist."""

from pathlib import Path

from tests.mutants.__main__ import ROOT, read_mutants


def test_the_old_text_of_every_mutant_stands_once_in_its_file():
    counts = {
        mutant.name: (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old)
        for mutant in read_mutants([])
    }

    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_every_mutant_names_tests_that_exist():
    names = [test for mutant in read_mutants([]) for test in mutant.tests]

    assert [name for name in names if not exists(name)] == []


def exists(name: str) -> bool:
    path, _, function = name.partition("::")
    file = Path(ROOT / path)
    return file.exists() and function.partition("[")[0].split("::")[-1] in file.read_text(encoding="utf-8")
