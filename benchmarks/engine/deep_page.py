"""Deep page: the milliseconds in the database of page 1 and page 10,000 of the claims, 100 a page."""

from __future__ import annotations

import os

import django


def main() -> None:
    os.environ["TRACKER_API_RATE"] = "100000"
    django.setup()
    from api import cursors  # noqa: PLC0415 after the set-up
    from benchmarks.engine import list_requests  # noqa: PLC0415
    from claims.models import Claim  # noqa: PLC0415

    count = Claim.objects.count()
    rows = Claim.objects.order_by("-created_at", "-id").values_list("created_at", "pk")
    before = rows[min(999_900, count - 200)]  # the last row of the page before
    cursor = cursors.encode_cursor(*before, cursors.list_signature("/api/v1/claims", "-created_at", []))
    paths = ["/claims?limit=100", f"/claims?limit=100&cursor={cursor}"]
    print(*(cost.ms for _, _, cost in list_requests.costs(paths)))


if __name__ == "__main__":
    main()
