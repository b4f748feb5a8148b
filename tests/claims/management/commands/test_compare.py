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
        "reported": True,
        "page": {"kind": "page", "signals": []},
        "notice": None,
        "quotes": [
            {
                "quote": QUOTE,
                "state": "altered",
                "found": "The model was pretrained on 15 trillion tokens of text.",
                "severity": 5,
                "reported": True,
                "values": {"state": "changed", "before": ["18 trillion"], "after": ["15 trillion"]},
            }
        ],
    }


def test_same_page_is_quiet(capsys, files):
    found = compare(capsys, files, "before.md", "before.md", "--quotes", str(files / "quotes.json"))

    assert (found["severity"], found["quotes"][0]["state"]) == (0, "intact")


def test_quotes_may_be_left_out(capsys, files):
    found = compare(capsys, files, "before.md", "before.md")

    assert (found["severity"], found["reported"], found["quotes"]) == (0, False, [])


def test_a_change_that_the_second_check_does_not_find_is_not_reported(capsys, files):
    quotes = ("--quotes", str(files / "quotes.json"))

    found = compare(capsys, files, "before.md", "after.html", *quotes, "--again", str(files / "before.md"))

    assert (found["severity"], found["reported"]) == (0, False)


def test_a_change_beside_the_passage_is_not_reported(capsys, files):
    (files / "after.html").write_text(
        f"<h1>News</h1><p>The company spoke on Sunday. {QUOTE} Prices follow.</p>"
    )

    found = compare(capsys, files, "before.md", "after.html", "--quotes", str(files / "quotes.json"))

    assert (found["severity"], found["reported"]) == (2, False)


def test_a_page_that_something_stands_before_leaves_the_passage(capsys, files):
    (files / "after.html").write_text(
        "<p>We value your privacy and use cookies.</p><button>Accept all</button><button>Reject all</button>"
    )

    found = compare(capsys, files, "before.md", "after.html", "--quotes", str(files / "quotes.json"))

    assert (found["severity"], found["page"]) == (0, {"kind": "challenge", "signals": ["consent"]})
    assert found["quotes"][0]["state"] == "intact"


def test_a_redirect_to_the_front_page_is_not_the_page(capsys, files):
    (files / "after.html").write_text("<h1>Welcome</h1><p>Our products and our team are here for you.</p>")

    found = compare(capsys, files, "before.md", "after.html", "--final-url", "https://page.example/")

    assert found["page"]["kind"] == "soft_404"


def test_a_retraction_is_reported(capsys, files):
    (files / "after.html").write_text(
        f"<p>This article has been retracted.</p><p>The company spoke on Monday. {QUOTE} Prices follow.</p>"
    )

    found = compare(capsys, files, "before.md", "after.html", "--quotes", str(files / "quotes.json"))

    assert found["notice"] == {"kind": "retraction", "text": "This article has been retracted."}
    assert (found["severity"], found["reported"], found["quotes"][0]["severity"]) == (5, True, 2)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{}", "is not a list"),
        ('"text"', "is not a list"),
        ("no json", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('["The model", 1]', r"\[1\] of .* is not a text"),
        ('[" … "]', r"\[0\] of .* is not a text"),
        (f'["{"a" * 4_000_000}"]', "more than 4,000,000 bytes"),
    ],
)
def test_quotes_that_are_no_list_of_passages_are_refused(files, content, complaint):
    (files / "quotes.json").write_text(content)

    with pytest.raises(CommandError, match=rf"quotes.*{complaint}"):
        call_command(
            "compare",
            str(files / "before.md"),
            str(files / "after.html"),
            "--quotes",
            str(files / "quotes.json"),
        )


def test_quotes_may_begin_with_a_byte_order_mark(capsys, files):
    (files / "quotes.json").write_bytes(b"\xef\xbb\xbf" + json.dumps([QUOTE]).encode())

    found = compare(capsys, files, "before.md", "before.md", "--quotes", str(files / "quotes.json"))

    assert found["quotes"][0]["state"] == "intact"


def test_half_a_character_does_not_stop_the_output(capsys, files):
    (files / "quotes.json").write_text(r'["Its words are \ud83d not there, nor anywhere near it"]')

    found = compare(capsys, files, "before.md", "before.md", "--quotes", str(files / "quotes.json"))

    assert found["quotes"][0]["quote"] == "Its words are \ufffd not there, nor anywhere near it"


def test_quote_that_the_earlier_page_never_had_is_told_apart(capsys, files):
    quotes = [QUOTE, "Nobody has ever written these words on either of the pages."]
    (files / "quotes.json").write_text(json.dumps(quotes))

    call_command(
        "compare",
        str(files / "before.md"),
        str(files / "before.md"),
        "--quotes",
        str(files / "quotes.json"),
    )

    told = capsys.readouterr()
    assert [quote["state"] for quote in json.loads(told.out)["quotes"]] == ["intact", "missing"]
    assert "[1] is not in" in told.err
    assert "[0]" not in told.err


def test_file_that_is_not_there_is_named(files):
    with pytest.raises(CommandError, match=r"nothing\.md cannot be read: No such file or directory"):
        call_command("compare", str(files / "nothing.md"), str(files / "after.html"))


def test_file_without_text_is_named(files):
    (files / "empty.html").write_text(" ")

    with pytest.raises(CommandError, match=r"empty\.html cannot be read: The document is empty"):
        call_command("compare", str(files / "before.md"), str(files / "empty.html"))


def test_huge_file_is_not_read(files):
    with (files / "huge.txt").open("wb") as file:
        file.truncate(64_000_001)

    with pytest.raises(CommandError, match=r"huge\.txt cannot be read: it has more than 64,000,000 bytes"):
        call_command("compare", str(files / "before.md"), str(files / "huge.txt"))
