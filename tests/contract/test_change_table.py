"""Every row of docs/refresh.md that says what a change means: its severity and evidence are those of the code."""

from pathlib import Path

import pytest

from claims.pipeline.watching.differences import (
    Severity,
    change_of,
    check_passage,
    severity_of,
    wording_change,
)
from claims.pipeline.watching.evidence import CitedEvidence, evidence_state
from claims.pipeline.watching.notice_watch import NoticeOutcome
from claims.pipeline.watching.notices import find_notices
from claims.pipeline.watching.passages import find_passage, pin_passage
from claims.vocabulary import LinkState, NoteKind, PassageState, Stance, ValuesState

DOCS = Path(__file__).parents[2] / "docs" / "refresh.md"
RAN = "Corvid ran 1,450 taxis in 12 cities of Norland last year."
ROSE = "Its sales rose by 5% in the third quarter of that year."
FELL = "The price changed by -5% in the third quarter of that year."
TRIP = "The line to the coast of Norland is 120 km long in all."
MORE = "Every winter more than 1,450 ferries cross the sound of Norland."
LARGEST = "Brae is the second-largest harbour of Norland, with 9,000 berths in all."
RATE = "The rate in Norland was 48.2 cases per thousand people in spring."
FEES = "The monthly fees of the harbour came to 1.25 million crowns."
ROW = "Oslo\t\t48.3"
FILLER = "Many other words stand here, about weather and sports. " * 30
PAGE = f"News of the day.\n\nThe company spoke on Monday. {RAN} It hires.\n\n{ROSE}\n\n{FELL} So much.\n\n{TRIP}\n\n{MORE}\n\n{LARGEST}\n\n{RATE}\n\n{FEES}\n\nAirport\t\tPassengers (million)\n{ROW}\nRome\t\t51.0\n\nThe end.\n"

# Each with the passage, the figures that the claim relies on, and the page of now.
CHANGES = {
    "spaces, case, punctuation": [(RAN, ["1,450"], PAGE.replace("Corvid ran", "“CORVID”  ran"))],
    "other line breaks": [
        (RAN, ["1,450"], PAGE.replace("1,450 taxis in 12", f"1,450{eol}{margin}taxis in{eol}{margin}12"))
        for eol, margin in (("\n", ""), ("\n", "> "), ("\r\n", "    "))
    ],
    "a value in another writing": [
        (RAN, ["1,450"], PAGE.replace("1,450", written)) for written in ("1450", "1.450", "١٤٥٠", "1 450")
    ]
    + [
        (RAN, ["1,450"], PAGE.replace("12 cities", "twelve cities")),
        (ROSE, ["5%"], PAGE.replace("rose by 5%", "rose by 5 per cent")),
    ],
    "words elsewhere on the page": [(RAN, ["1,450"], f"{PAGE}A new comment.")],
    "another place": [(RAN, ["1,450"], f"{PAGE.replace(RAN, '')}{FILLER}\n\n{RAN}\n")],
    "several places": [
        ("1,450 taxis", ["1,450"], "A fleet has 1,450 taxis. B fleet has 1,450 taxis as well as buses.")
    ],
    "other words, equal figures": [(RAN, ["1,450"], PAGE.replace("Corvid ran", "Corvid operated"))],
    "a figure that the claim does not rely on": [
        (RAN, ["1,450"], PAGE.replace("12 cities", "13 cities")),
        (RAN, [], PAGE.replace("1,450", "1,390")),
    ],
    "a figure that the claim relies on": [(RAN, ["1,450"], PAGE.replace("1,450", "1,390"))],
    "a sign": [(FELL, ["-5%"], PAGE.replace("-5%", "5%"))],
    "a unit": [
        (ROSE, ["5%"], PAGE.replace("rose by 5%", "rose by 5 points")),
        (TRIP, ["120 km"], PAGE.replace("120 km", "120 miles")),
        (ROW, ["48.3"], PAGE.replace("(million)", "(thousand)")),
    ],
    "a negation, a denial": [
        (RAN, ["1,450"], PAGE.replace("Corvid ran", said))
        for said in (
            "Corvid did not run",
            "Corvid denies that it ran",
            "Corvid failed to run",
            "It is false that Corvid ran",
        )
    ]
    + [
        (RAN, ["1,450"], PAGE.replace(RAN, f"{RAN} {denial}"))
        for denial in ("This is false.", "The claim was retracted.")
    ],
    "a bound": [(MORE, ["1,450"], PAGE.replace("more than 1,450", "up to 1,450"))],
    "another word of its kind": [
        (LARGEST, ["9,000"], PAGE.replace("second-largest", "third-largest")),
        (RATE, ["48.2"], PAGE.replace("per thousand", "per million")),
        (FEES, ["1.25"], PAGE.replace("monthly", "yearly")),
    ],
    "the opposite": [(ROSE, ["5%"], PAGE.replace("rose by", "fell by"))],
    "another name": [(RAN, ["1,450"], PAGE.replace("Corvid ran", "Nova ran"))],
    "the passage is removed": [(RAN, ["1,450"], PAGE.replace(RAN, ""))],
}
LINKS = {
    "the source is dead or gone": LinkState.GONE,
    "the page is not shown": LinkState.BLOCKED,
    "the page cannot be read": LinkState.UNKNOWN,  # as such a link is weighed
}
NOTICES = {
    "the source is corrected elsewhere": "Correction: An earlier version of this story gave another year.",
    "the source is retracted": "This article has been retracted.",
}


def rows():
    """Each change of the table with its severity and evidence."""
    table = DOCS.read_text().split("## What a change means")[1].split("\n## ")[0]
    cells = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")][1:]
    return {row[0].strip(): (int(row[2]), row[3].strip(" `")) for row in cells}


def test_every_row_has_an_example():
    assert set(rows()) == set(CHANGES) | set(LINKS) | set(NOTICES)


@pytest.mark.parametrize(
    ("change", "passage", "expected", "after"),
    [(change, *example) for change, examples in CHANGES.items() for example in examples],
)
def test_a_change_has_the_severity_and_evidence_of_its_row(change, passage, expected, after):
    pinned = pin_passage(PAGE, passage)
    found = check_passage(after, pinned, expected, before=PAGE)
    wording = wording_change(found.state, passage, found.found)
    page = change_of(PAGE, after, find_passage(PAGE, pinned), find_passage(after, pinned))
    severity = severity_of(page, found.state, found.values.state, wording=wording)
    cited = CitedEvidence(Stance.CITED, LinkState.LIVE, found.state, found.values.state, wording)

    assert (severity, evidence_state([cited])) == rows()[change]


@pytest.mark.parametrize(("change", "link"), LINKS.items())
def test_a_link_has_the_severity_and_evidence_of_its_row(change, link):
    severity = severity_of(Severity.NOTHING, PassageState.INTACT, ValuesState.PRESENT, link)
    cited = CitedEvidence(Stance.CITED, link, PassageState.INTACT, ValuesState.PRESENT)

    assert (severity, evidence_state([cited])) == rows()[change]


@pytest.mark.parametrize(("change", "words"), NOTICES.items())
def test_a_notice_has_the_severity_and_evidence_of_its_row(change, words):
    [notice] = find_notices(words)
    is_retracted = notice.kind is NoteKind.RETRACTION
    cited = CitedEvidence(
        Stance.CITED, LinkState.LIVE, PassageState.INTACT, ValuesState.PRESENT, is_retracted=is_retracted
    )

    assert (NoticeOutcome(news=notice).severity, evidence_state([cited])) == rows()[change]
