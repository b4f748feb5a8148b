"""A names file is checked and loaded, and what happened is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from claims.models import Entity

FILE = """
[model]
Kestrel = []
"Kestrel-2" = ["K2"]
"""


def written(folder: Path, text: str) -> str:
    path = folder / "names.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, FILE)

    call_command("load_names", path)
    first = capsys.readouterr().out
    call_command("load_names", path)
    second = capsys.readouterr().out

    assert first == f"{path}: 2 created, 0 updated, 0 unchanged.\n"
    assert second == f"{path}: nothing to change, 2 unchanged.\n"


@pytest.mark.django_db
def test_the_file_of_the_setting_is_loaded_if_none_is_given(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.NAMES_FILE = written(tmp_path, FILE)

    call_command("load_names")

    assert "2 created" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_spelling_that_stays_elsewhere_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_names", written(tmp_path, "[other]\nK2 = []"))

    call_command("load_names", written(tmp_path, FILE))

    assert capsys.readouterr().err == "'K2' of 'Kestrel-2' is a spelling of 'K2'; left unchanged.\n"


def test_check_needs_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, FILE)

    call_command("load_names", path, "--check")

    assert capsys.readouterr().out == f"{path}: 2 names, all valid.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[model", "This is no TOML"),
        ("[modell]\nKestrel = []", "[modell]: The table is none of model, organisation"),
        ("model = 1", "[model]: Write [model] and names below it"),
        ("[model]\nKestrel = 2", "[model] Kestrel: Write a list of other spellings"),
        ("[model]\nKestrel = [2]", "[model] Kestrel: '2' is no name"),
        ("[model]\nKestrel = { father = 'Bird' }", "[model] Kestrel: 'father' is none of aliases, parent"),
        ("[model]\nKestrel2.5 = []", "[model] Kestrel2: '5' is none of aliases"),
        ("[model]\nKestrel = { parent = ['Bird'] }", "[model] Kestrel: parent must be a str"),
        ("[model]\nKestrel = ['K']\nKite = ['k']", "[model] Kite: 'k' is a spelling of 'Kestrel' in [model]"),
        ("[model]\nKestrel = { parent = 'kestrel' }", "[model] Kestrel: A name cannot be its own ancestor"),
        ("[model]\n'Kes\u0007trel' = []", "This is no TOML"),
        ('[model]\n"Kes\\u0007trel" = []', "is no name of 1 to 200 characters"),
    ],
)
def test_a_mistake_is_told_with_file_table_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(CommandError) as refused:
        call_command("load_names", path, "--check")

    assert path in str(refused.value)
    assert said in str(refused.value)


def test_the_documented_file_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[4] / "docs/extraction.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)

    call_command("load_names", written(tmp_path, example), "--check")

    assert capsys.readouterr().out.endswith(": 5 names, all valid.\n")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"missing.toml cannot be read: No such file"):
        call_command("load_names", str(tmp_path / "missing.toml"))


def test_without_a_file_and_setting_there_is_nothing_to_load(settings: Settings) -> None:
    settings.NAMES_FILE = ""

    with pytest.raises(CommandError, match="Give a file, or set TRACKER_NAMES"):
        call_command("load_names")


def test_nothing_of_a_file_with_a_mistake_is_loaded(tmp_path: Path) -> None:
    path = written(tmp_path, "[model]\nKestrel = []\nKite = 7")

    with pytest.raises(CommandError, match=r"\[model\] Kite"):
        call_command("load_names", path)


@pytest.mark.django_db
def test_our_own_file_can_be_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_names", str(Path(__file__).parents[4] / "claims/pipeline/extraction/names.toml"))

    assert Entity.objects.get(name="MMLU-Pro").parent == Entity.objects.get(name="MMLU")
    assert " 0 updated" in capsys.readouterr().out
