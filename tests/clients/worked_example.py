"""The worked example of the documentation, played by the client that openapi-python-client generates.

python worked_example.py URL KEY: posts an article, resolves a citation, changes a cited page, and reads what follows.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

from claims_tracker_client import AuthenticatedClient
from claims_tracker_client.api.articles import article_create, article_read
from claims_tracker_client.api.citations import citation_list, citation_update
from claims_tracker_client.api.claims import claim_list
from claims_tracker_client.api.events import event_list
from claims_tracker_client.api.sources import source_check_now, source_list
from claims_tracker_client.api.webhook_deliveries import delivery_list
from claims_tracker_client.api.webhook_endpoints import endpoint_create
from claims_tracker_client.models.article_in import ArticleIn
from claims_tracker_client.models.article_in_content_type import ArticleInContentType
from claims_tracker_client.models.article_state import ArticleState
from claims_tracker_client.models.delivery_state import DeliveryState
from claims_tracker_client.models.endpoint_in import EndpointIn
from claims_tracker_client.models.event_type import EventType
from claims_tracker_client.models.patched_citation_change import PatchedCitationChange
from claims_tracker_client.models.patched_citation_change_scope import PatchedCitationChangeScope
from claims_tracker_client.models.problem import Problem
from claims_tracker_client.models.source_link_state import SourceLinkState
from claims_tracker_client.types import Unset

ARTICLE = """# Kestrel-2 is out

Kestrel-2 was trained on 12 trillion tokens.[1] It outperforms Heron-1 on MMLU.[2]

## Sources

1. {site}/report
"""
PAGES = {
    "/report": "<p>Kestrel-2 was trained on 12 trillion tokens of text.</p>",
    "/board": "<p>On MMLU, Kestrel-2 outperforms Heron-1 by two points.</p>",
}
Value = TypeVar("Value")


class Site(BaseHTTPRequestHandler):
    """The cited pages, and a webhook receiver."""

    def do_GET(self) -> None:
        body = PAGES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def expect(answer: Value | Problem | None) -> Value:
    """The answer; ends the program if it is a problem."""
    if answer is None or isinstance(answer, Problem):
        sys.exit(str(answer))
    return answer


def given(value: Value | Unset | None) -> Value:
    """A property that the response has."""
    if value is None or isinstance(value, Unset):
        sys.exit("a property is missing")
    return value


def until(look: Callable[[], bool], what: str) -> None:
    """Wait until it is so, for at most two minutes."""
    for _ in range(240):
        if look():
            return
        time.sleep(0.5)
    sys.exit(f"waited in vain for {what}")


def main(url: str, key: str) -> None:
    """Play the example."""
    client = AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"

    body = ArticleIn(content=ARTICLE.format(site=site), content_type=ArticleInContentType.TEXTMARKDOWN)
    article = expect(article_create.sync(client=client, body=body, prefer="wait=10")).id
    until(
        lambda: expect(article_read.sync(article, client=client)).state == ArticleState.CAPTURED,
        "the capture",
    )
    claims = expect(claim_list.sync(client=client, article=article)).data
    print(*sorted(given(claim.text) for claim in claims), sep="\n")

    (unresolved,) = expect(citation_list.sync(client=client, article=article, unresolved=True)).data
    change = PatchedCitationChange(url=f"{site}/board", scope=PatchedCitationChangeScope.MARKER)
    print("label", given(expect(citation_update.sync(unresolved.id, client=client, body=change)).label))

    def all_live() -> bool:
        sources = expect(source_list.sync(client=client, article=article)).data
        return [source.link_state for source in sources] == [SourceLinkState.LIVE] * 2

    until(all_live, "the checks")
    hook = EndpointIn(url=f"{site}/hooks", event_types=["claim.*"], min_severity=4)
    endpoint = expect(endpoint_create.sync(client=client, body=hook)).id
    after = expect(event_list.sync(client=client, limit=1000)).after

    PAGES["/report"] = PAGES["/report"].replace("12 trillion", "9 trillion")
    report = next(
        source
        for source in expect(source_list.sync(client=client, article=article)).data
        if given(source.url).endswith("/report")
    )
    expect(source_check_now.sync(report.id, client=client))

    def evidence_changes() -> list[object]:
        page = expect(event_list.sync(client=client, after=after, wait=5, severity_gte=4))
        changed = [event for event in page.data if event.type_ == EventType.CLAIM_EVIDENCE_CHANGED]
        return [given(event.data).changes["evidence_state"] for event in changed]

    until(lambda: bool(evidence_changes()), "the event")
    print(*evidence_changes())

    def is_delivered() -> bool:
        deliveries = expect(delivery_list.sync(client=client, endpoint=endpoint)).data
        return any(delivery.state == DeliveryState.DELIVERED for delivery in deliveries)

    until(is_delivered, "the webhook")
    print("delivered")
    server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
