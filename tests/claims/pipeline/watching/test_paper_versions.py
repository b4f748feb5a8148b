"""The submission history of a paper is read from the text of its page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.pipeline.sandbox.jobs import read_text
from claims.pipeline.watching.paper_versions import MAX_VERSIONS, PaperVersion, versions_in

PAGE = b"""<html><head><title>[2401.00001] Kestrels in flight</title></head><body><h1>Kestrels in flight</h1>
<p>See [v1] of the appendix, Mon to Wed.</p>
<div class="submission-history"><h2>Submission history</h2> From: A. Falconer [<a href="/show-email">view email</a>] <br/>
<strong><a href="/abs/2401.00001v1">[v1]</a></strong>
        Mon, 1 Jan 2024 17:57:34 UTC (1,102 KB)<br/>
<strong><a href="/abs/2401.00001v2">[v2]</a></strong>
        Tue, 6 Feb 2024 00:41:18 UTC (1,124 KB)<br/>
<strong>[v3]</strong>
        Fri, 1 Mar 2024 08:00:00 UTC (1 KB)  <i>(withdrawn)</i><br/>
</div></body></html>"""


def test_each_version_of_a_page_has_its_number_its_time_and_whether_it_withdraws_the_paper() -> None:
    text = read_text(PAGE, "text/html", None, "https://arxiv.org/abs/2401.00001")

    assert versions_in(text) == [
        PaperVersion(1, datetime(2024, 1, 1, 17, 57, 34, tzinfo=UTC), is_withdrawal=False),
        PaperVersion(2, datetime(2024, 2, 6, 0, 41, 18, tzinfo=UTC), is_withdrawal=False),
        PaperVersion(3, datetime(2024, 3, 1, 8, 0, 0, tzinfo=UTC), is_withdrawal=True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The paper has no history.",
        "[v1] was better than [v2].",
        "[v2] Fri, 31 Feb 2024 00:41:18 UTC (1 KB)",
        "[v2] Fri, 1 Mar 2024 25:41:18 UTC (1 KB)",
        "[v1234] Fri, 1 Mar 2024 08:00:00 UTC",
    ],
)
def test_what_is_no_time_or_no_version_is_no_history(text: str) -> None:
    assert versions_in(text) == []


def test_of_a_long_history_the_latest_versions_are_kept() -> None:
    lines = [f"[v{number}] Mon, 1 Jan 2024 17:57:34 UTC (9 KB)" for number in range(1, MAX_VERSIONS + 51)]

    numbers = [version.number for version in versions_in("\n".join(lines))]

    assert numbers == list(range(51, MAX_VERSIONS + 51))
