"""The keys of the queue, pressed in a browser: each acts on the card that is marked, and on no other."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--virtual-time-budget=3000")
SCRIPT = Path("claims/static/claims/queue.js")
PAGE = """<!doctype html><body>
<article class="claim-card" id="one" tabindex="-1"><input type="checkbox" name="claim" form="bulk">
<form class="accept"><button>Accept</button></form></article>
<article class="claim-card" id="two" tabindex="-1"><input type="checkbox" name="claim" form="bulk">
<form class="accept"><button>Accept</button></form></article>
<form id="bulk"><label><input type="checkbox" id="select-all"></label><span id="selected"></span></form>
<script>
const accepted = [];
addEventListener("submit", (event) => {
  event.preventDefault();
  accepted.push(event.target.closest(".claim-card").id);
});
</script>
<script>%(script)s</script>
<script>
for (const key of %(keys)s) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const boxes = Array.from(document.querySelectorAll("[name=claim]"), (box) => box.checked);
document.title = `accepted ${accepted}; marked ${document.activeElement.id}; selected ${boxes}`;
</script>"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="There is no Chromium here.")


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ("a", "accepted ; marked one; selected false,false"),
        ("aa", "accepted one; marked one; selected false,false"),
        ("aaa", "accepted one; marked one; selected false,false"),
        ("jja", "accepted two; marked two; selected false,false"),
        ("x", "accepted ; marked one; selected false,false"),
        ("jx", "accepted ; marked one; selected true,false"),
    ],
    ids=[
        "nothing is marked",
        "the first key marks",
        "a decision is sent once",
        "the second is marked",
        "nothing is selected unmarked",
        "the marked one is selected",
    ],
)
def test_a_key_acts_only_on_the_marked_card(tmp_path: Path, keys: str, title: str) -> None:
    page = tmp_path / "queue.html"
    page.write_text(PAGE % {"script": SCRIPT.read_text(), "keys": list(keys)})

    done = subprocess.run(
        [str(BROWSER), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    found = re.search(r"<title>(.*?)</title>", done.stdout)
    assert found is not None
    assert found[1] == title
