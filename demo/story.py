"""Story: shows in a minute how evidence is posted, stands, changes and disappears."""

from __future__ import annotations

import shlex
import time
from functools import partial

from demo import pages
from demo.memory import DemoError
from demo.stage import MIN_SEVERITY, Row, Stage

EVENT_TYPES = ["claim.*", "citation.*", "source.*"]
EDITED, REDESIGNED, TAKEN_DOWN = "gridreason-board", "model-card", "help-desk"
_PAUSE_SECONDS = 3.0


def play(stage: Stage) -> None:
    """Play the story from beginning to end. Raises DemoError if it cannot continue.

    It can be repeated, also after an interruption: existing pages, article and endpoint are used.
    """
    stage.say("the story begins when the service is ready, and takes half a minute")
    stage.service.get("/me")
    restored = _restore_pages(stage)
    article = _post_article(stage)
    endpoint = _subscribe(stage)
    _wait_for_evidence(stage, article, restored, endpoint)
    weakened = _edit_a_figure(stage, article, endpoint)
    _redesign_a_page(stage, endpoint)
    lost = _take_a_page_down(stage, endpoint)
    stage.memory.change(plays=stage.memory.read().get("plays", 0) + 1)
    _say_where_to_look(stage, weakened, lost)


def _restore_pages(stage: Stage) -> list[str]:
    variants = stage.memory.read().get("variants", {})
    changed = [name for name, (variant, _) in variants.items() if variant != pages.FIRST]
    for name in changed:
        stage.show(name, pages.FIRST)
    if changed:
        stage.say(f"restored the first version of these pages: {', '.join(changed)}")
    return changed


def _post_article(stage: Stage) -> str:
    content = pages.article(stage.site)
    body = {"content": content, "content_type": "text/markdown", "publisher": "The Lakeside Courier"}
    article: Row = stage.service.post("/articles", body, Prefer="wait=20")
    key = str(article["id"])
    article = stage.wait_for(
        lambda: stage.service.get(f"/articles/{key}"),
        lambda row: row["state"] != "pending",
        "reading the article",
    )
    if article["state"] == "failed":
        raise DemoError(f"the article could not be read: {article['failure_detail']}")
    claims = stage.service.get("/claims", article=key, limit=100)["data"]
    sources = stage.service.get("/sources", article=key, limit=100)["data"]
    if not sources:
        raise DemoError(
            f"the service may not contact {stage.site}; start it with TRACKER_FETCH_ALLOW=127.0.0.0/8"
        )
    stage.say(f'1. posted the article "{article["title"]}": {len(claims)} claims, {len(sources)} sources')
    return key


def _subscribe(stage: Stage) -> str:
    """The id of the existing endpoint, with a new secret if the memory lacks it, or of a new one."""
    state, url = stage.memory.read(), f"{stage.site}/hooks"
    endpoints = [
        row for row in stage.service.get("/webhook-endpoints", limit=100)["data"] if row["url"] == url
    ]
    if not endpoints:
        body = {
            "url": url,
            "event_types": EVENT_TYPES,
            "min_severity": MIN_SEVERITY,
            "description": "the demo",
        }
        endpoints = [stage.service.post("/webhook-endpoints", body)]
        stage.memory.change(endpoint=endpoints[0]["id"], secret=endpoints[0]["secret"])
    elif state.get("endpoint") != endpoints[0]["id"] or not state.get("secret"):
        rotated = stage.service.post(f"/webhook-endpoints/{endpoints[0]['id']}/rotate-secret")
        stage.memory.change(endpoint=rotated["id"], secret=rotated["secret"])
    endpoint = str(endpoints[0]["id"])
    if endpoints[0]["state"] != "active":
        stage.service.patch(f"/webhook-endpoints/{endpoint}", {"state": "active"})
    stage.say(f"2. a webhook endpoint at {url} receives events of severity {MIN_SEVERITY} or more")
    return endpoint


def _wait_for_evidence(stage: Stage, article: str, restored: list[str], endpoint: str) -> None:
    """Wait until every source is checked, and until pages that an earlier run changed have recovered."""
    stage.wait_for(
        lambda: stage.service.get("/sources", article=article, checked="false"),
        lambda answer: not answer["data"],
        "the check of every source",
    )
    stage.catch_up()
    for name in sorted({*restored, *stage.changed_pages(article)}):
        has_changed = name in stage.changed_pages(article)
        stage.check_until(name, partial(_has_recovered, stage, article, name))
        if has_changed:
            stage.events_until("claim.evidence_changed", endpoint)
    citations = stage.service.get("/citations", article=article, limit=100)["data"]
    pinned = sum(row["passage"]["state"] == "intact" for row in citations)
    claims = stage.service.get("/claims", article=article, evidence_state="standing", limit=100)["data"]
    stage.say(
        f"3. every source was checked: {pinned} cited passages found and pinned, {len(claims)} claims standing"
    )
    stage.catch_up()


def _has_recovered(stage: Stage, article: str, name: str) -> bool:
    return name not in stage.changed_pages(article)


def _edit_a_figure(stage: Stage, article: str, endpoint: str) -> str:
    """Returns the id of the claim that is weakened by it."""
    _next(stage, f"4. /{EDITED} is edited, 71.4% becomes 68.9%; a check is requested")
    stage.show(EDITED, "edited")
    stage.check_until(EDITED, lambda: EDITED in stage.changed_pages(article))
    return _claim_in(stage.events_until("claim.evidence_changed", endpoint))


def _redesign_a_page(stage: Stage, endpoint: str) -> None:
    _next(
        stage,
        f"5. /{REDESIGNED} gets other navigation, a timestamp and an advertisement; a check is requested",
    )
    stage.show(REDESIGNED, "redesigned")
    source = stage.check(REDESIGNED)
    if stage.is_silent():
        check = stage.service.get(f"/sources/{source['id']}/checks", limit=1)["data"][0]
        stage.say(f"   outcome: {check['outcome']}, and every cited passage is intact: no event, as intended")
    else:
        stage.events_until("citation.changed", endpoint)


def _take_a_page_down(stage: Stage, endpoint: str) -> str:
    """Returns the id of the claim that is lost with it."""
    _next(stage, f"6. /{TAKEN_DOWN} is removed and returns 410 Gone; a check is requested")
    stage.show(TAKEN_DOWN, pages.GONE)
    source = stage.check(TAKEN_DOWN)
    stage.say(
        f"   the link is {source['link_state']}: one failure may be a mistake and is not published; another check is requested"
    )
    if source["link_state"] != "gone":
        stage.check_until(TAKEN_DOWN, lambda: stage.source(TAKEN_DOWN)["link_state"] == "gone")
    return _claim_in(stage.events_until("claim.evidence_changed", endpoint))


def _claim_in(events: list[Row]) -> str:
    ids = (row["data"]["subject"]["id"] for row in events if row["type"] == "claim.evidence_changed")
    return str(next(ids, ""))


def _say_where_to_look(stage: Stage, weakened: str, lost: str) -> None:
    """Print admin pages, which open in a browser, and how to call the API, which needs the key."""
    url = stage.memory.read()["service"]["url"]
    credentials = stage.memory.path.with_name("credentials.txt")
    key = f"$(sed -n s/^API_KEY=//p {shlex.quote(str(credentials))})"
    stage.say(f"the end. See for yourself; user, password and API key are in {credentials}:")
    for what, where in (
        ("the weakened claim", f"{url}/admin/claims/claim/?q={weakened}"),
        ("the lost claim", f"{url}/admin/claims/claim/?q={lost}"),
        ("the events", f"{url}/admin/claims/event/?severity__gte={MIN_SEVERITY}"),
        ("the deliveries", f"{url}/admin/claims/delivery/?q={stage.site}/hooks"),
        ("the pages", f"{stage.site}/"),
        ("the feed, by the API", f'curl -H "Authorization: Bearer {key}" {url}/api/v1/events'),
        ("the story again", stage.memory.replay_command),
    ):
        stage.say(f"   {what:<24}{where}")


def _next(stage: Stage, line: str) -> None:
    time.sleep(_PAUSE_SECONDS)
    stage.say(line)
