import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def run(capsys, *arguments):
    call_command("extract", *arguments)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_object_a_file_is_printed_without_a_database(tmp_path, capsys):
    article = tmp_path / "news.md"
    article.write_text(
        "# News\n\nQwen3 outperforms GPT-4o on MMLU.[1]\n\n## References\n\n[1] https://a.example/x - A title\n"
    )

    (found,) = run(capsys, str(article))

    assert found["file"] == str(article)
    assert found["references"] == [
        {"label": "1", "url": "https://a.example/x", "title": "A title", "author": "", "date": ""}
    ]
    assert found["claims"][0]["quote"] == "Qwen3 outperforms GPT-4o on MMLU."
    assert found["claims"][0]["kind"] == "comparison"
    assert found["claims"][0]["markers"] == ["1"]
    assert found["claims"][0]["comparisons"] == [
        {"subject": "Qwen3", "relation": "outperforms", "objects": ["GPT-4o"], "on": ["MMLU"]}
    ]


def test_each_claim_has_its_polarity(tmp_path, capsys):
    article = tmp_path / "news.txt"
    article.write_text(
        "News\n\nCorvid sold 40 ferries. Corvid has not sold 40 planes. Corvid denied that it sold 40 cars."
    )

    (found,) = run(capsys, str(article))

    assert [claim["polarity"] for claim in found["claims"]] == ["asserted", "negated", "disputed"]


def test_explain_names_the_rule_and_the_place(tmp_path, capsys):
    article = tmp_path / "news.txt"
    article.write_text("News\n\nThe firm opened a plant.[1]")

    (found,) = run(capsys, str(article), "--explain")

    assert (found["claims"][0]["rule"], found["claims"][0]["start"]) == ("cited", 6)


def test_the_documented_example_is_what_comes_out(tmp_path, monkeypatch, capsys):
    page = (Path(__file__).parents[4] / "docs/extraction.md").read_text(encoding="utf-8")
    (article,) = re.findall(r"\$ cat note.md\n(.*?)\$ ", page, re.DOTALL)
    (output,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    Path("note.md").write_text(article, encoding="utf-8")

    (found,) = run(capsys, "note.md", "--explain")

    assert found == json.loads(output)


def test_names_of_the_setting_are_known(tmp_path, settings, capsys):
    article, names = tmp_path / "news.txt", tmp_path / "names.toml"
    article.write_text("News\n\nThe firm tried Heron and Kestrel-2.[1]")
    names.write_text("[organisation]\nHeron = []\n[model]\nKestrel = []\n")
    settings.NAMES_FILE = str(names)

    (found,) = run(capsys, str(article), "--explain")
    settings.NAMES_FILE = ""
    (without,) = run(capsys, str(article), "--explain")

    assert found["claims"][0]["names"] == [
        {"text": "Heron", "canonical": "Heron", "kind": "organisation", "ancestors": []},
        {"text": "Kestrel-2", "canonical": "Kestrel-2", "kind": "model", "ancestors": ["Kestrel"]},
    ]
    assert [name["kind"] for name in without["claims"][0]["names"]] == ["other", "other"]


def test_names_of_the_setting_that_are_not_right_are_named(tmp_path, settings):
    names = tmp_path / "names.toml"
    names.write_text("[model]\nKestrel = 7\n")
    settings.NAMES_FILE = str(names)

    with pytest.raises(CommandError, match=r"names.toml, \[model\] Kestrel: Write a list"):
        call_command("extract", str(names))


def test_file_that_cannot_be_read_is_named_and_the_others_are_done(tmp_path, capsys):
    article = tmp_path / "news.txt"
    article.write_text("News\n\nThe firm opened a plant.[1]")
    missing = str(tmp_path / "missing.txt")

    with pytest.raises(SystemExit) as error:
        call_command("extract", missing, str(article))

    printed = capsys.readouterr()
    assert error.value.code == 1
    assert printed.err == f"{missing}: No such file or directory\n"
    assert json.loads(printed.out)["file"] == str(article)
