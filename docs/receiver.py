"""Receiver: a webhook receiver with the standard library only, which verifies, responds and then processes.

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
MAX_BYTES = 1_000_000


class Receiver(BaseHTTPRequestHandler):
    """Prints verified webhooks."""

    secret = ""

    def do_POST(self) -> None:
        """Respond 204 to a verified webhook, 401 to any other."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BYTES))
        is_valid = self.is_signed(body)
        self.send_response(204 if is_valid else 401)
        self.end_headers()
        if is_valid:
            event = json.loads(body)
            sys.stdout.write(f"{event['type']} seq {event['seq']}: {json.dumps(event['data']['changes'])}\n")
            sys.stdout.flush()

    def is_signed(self, body: bytes) -> bool:
        """Whether a signature is made with the secret, and the timestamp is recent."""
        stamp = self.headers.get("webhook-timestamp", "")
        if not stamp.isdecimal() or abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
            return False
        signed = f"{self.headers.get('webhook-id', '')}.{stamp}.".encode() + body
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        signatures = self.headers.get("webhook-signature", "").split()
        return any(hmac.compare_digest(expected.encode(), part.encode()) for part in signatures)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


if __name__ == "__main__":
    Receiver.secret = sys.argv[2]
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
