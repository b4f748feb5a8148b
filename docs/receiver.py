"""Receiver: a webhook receiver in the standard library alone: verify, answer, then work.

    python3 docs/receiver.py PORT SECRET

By the Standard Webhooks specification: the signature is an HMAC-SHA256 over id, timestamp and body. With the package
`standardwebhooks` two lines do the same; see docs/webhooks.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE_SECONDS = 300
MOST_BYTES = 1_000_000


class Receiver(BaseHTTPRequestHandler):
    """Says what came, once it is verified."""

    secret = ""

    def do_POST(self) -> None:
        """204 for what is ours, 401 for what is not."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES))
        is_ours = self.is_signed(body)
        self.send_response(204 if is_ours else 401)
        self.end_headers()
        if is_ours:
            event = json.loads(body)
            sys.stdout.write(f"{event['type']} seq {event['seq']}: {json.dumps(event['data']['changes'])}\n")
            sys.stdout.flush()

    def is_signed(self, body: bytes) -> bool:
        """Whether one of the signatures is that of our secret, made within the last minutes."""
        stamp = self.headers.get("webhook-timestamp", "")
        if not stamp.isdecimal() or abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
            return False
        signed = f"{self.headers.get('webhook-id', '')}.{stamp}.".encode() + body
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        given = self.headers.get("webhook-signature", "").split()
        return any(hmac.compare_digest(wanted.encode(), part.encode()) for part in given)

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    Receiver.secret = sys.argv[2]
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
