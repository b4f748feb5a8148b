"""Hooks: corrects what Schemathesis gets wrong about the requests that it takes for valid."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """The coverage phase takes `If-Match: 0` for valid, whatever the pattern of the header."""
    is_valid = case.meta is not None and case.meta.generation.mode.is_positive
    if is_valid and case.headers and case.headers.get("If-Match") == "0":
        case.headers["If-Match"] = "*"
