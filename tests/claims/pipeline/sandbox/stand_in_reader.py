"""A reader for the sandbox's tests: it does with a body what the body says."""

import os
import sys
import time

from claims.errors import ReadError
from claims.pipeline.sandbox.worker import serve


def obey(body, job):
    order = body.decode()
    if order == "hang":
        sys.stderr.write(f"{os.getpid()}\n")
        sys.stderr.flush()
        time.sleep(60)
    if order == "swell":
        return str(len(bytes(2_000_000_000)))
    if order == "die":
        os._exit(1)
    if order == "chatter":
        sys.stdout.write("words on standard output")
        sys.stdout.flush()
    if order == "lie":
        return {"not": "a text"}
    if order == "refuse":
        raise ReadError("The page shows no text.", code="empty_page")
    if order == "environment":
        return ",".join(sorted(os.environ))
    return f"{os.getpid()} {job.content_type} {job.charset} {job.url} {len(body)}"


serve({"read_text": obey}, memory_bytes=int(sys.argv[1]))
