"""manage.py compare: one JSON object about two files, or a sentence that says what is wrong with them."""

import json

import pytest
from django.core.management import CommandError, call_command

QUOTE = "The model was pretrained on 18 trillion tokens of text."


@pytest.fixture
def files(tmp_path):
    (tmp_path / "before.md").write_text(
        f"# News\n\nThe company spoke on Monday. **{QUOTE}** Prices follow.\n"
    )
    (tmp_path / "after.html").write_text(
        f"<h1>News</h1><p>The company spoke on Monday. {QUOTE.replace('18', '15')} Prices follow.</p>"
    )
    (tmp_path / "quotes.json").write_text(json.dumps([QUOTE]))
    return tmp_path


def compare(capsys, folder, before, after, *options):
    call_command("compare", str(folder / before), str(folder / after), *options)
    return json.loads(capsys.readouterr().out)


def test_changed_number_is_said(capsys, files):
    found = compare(capsys, files, "before.md", "after.html", "--quotes", str(files / "quotes.json"))

    assert found == {
        "severity": 5,
        "quotes": [
            {
                "quote": QUOTE,
                "state": "altered",
                "found": "The model was pretrained on 15 trillion tokens of text.",
                "severity": 5,
                "values": {"state": "changed", "before": ["18 trillion"], "after": ["15 trillion"]},
            }
        ],
    }


def test_same_page_is_quiet(capsys, files):
    found = compare(capsys, files, "before.md", "before.md", "--quotes", str(files / "quotes.json"))

    assert (found["severity"], found["quotes"][0]["state"]) == (0, "intact")


def test_quotes_may_be_left_out(capsys, files):
    assert compare(capsys, files, "before.md", "before.md") == {"severity": 0, "quotes": []}


@pytest.mark.parametrize("content", ["{}", "[1]", "no json", '"text"'])
def test_quotes_that_are_no_list_of_strings_are_refused(files, content):
    (files / "quotes.json").write_text(content)

    with pytest.raises(CommandError, match=r"quotes\.json"):
        call_command(
            "compare",
            str(files / "before.md"),
            str(files / "after.html"),
            "--quotes",
            str(files / "quotes.json"),
        )


def test_file_that_is_not_there_is_named(files):
    with pytest.raises(CommandError, match=r"nothing\.md cannot be read"):
        call_command("compare", str(files / "nothing.md"), str(files / "after.html"))
