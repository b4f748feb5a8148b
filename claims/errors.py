"""Errors of the domain: each says who is at fault and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.values import Hop


class ClaimsError(Exception):
    """Any failure that the domain expects and names."""

    code = "error"

    def __init__(self, detail: str, *, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code


class InputError(ClaimsError):
    """The caller's input cannot be taken. `field` is a JSON pointer into it ("/url"); "" means the whole."""

    code = "invalid"

    def __init__(self, field: str, detail: str, *, code: str = "") -> None:
        super().__init__(detail, code=code)
        self.field = field


class ConflictError(ClaimsError):
    """The row's state does not allow this now."""

    code = "conflict"


class VersionError(ClaimsError):
    """The caller's version of the row is not the current one."""

    code = "version_mismatch"

    def __init__(self, *, current: int, given: int) -> None:
        super().__init__(
            f"The current version is {current}, not {given}. Read it again, then repeat the change."
        )
        self.current = current


class FetchError(ClaimsError):
    """A look over the network failed. `permanent` says that the same request cannot succeed later.

    `code` is one of the fixed words of `claims.values.FetchFailure`, so that it can label a metric.
    `status` is the HTTP status if an answer came; `retry_after_seconds` what that answer asked for.
    `hops` are the redirects that were followed before; `elapsed_ms` is the time on the network, all hops together.
    """

    code = "fetch_failed"

    def __init__(
        self,
        detail: str,
        *,
        code: str,
        permanent: bool = False,
        status: int | None = None,
        retry_after_seconds: int | None = None,
        hops: tuple[Hop, ...] = (),
        elapsed_ms: int = 0,
    ) -> None:
        super().__init__(detail, code=code)
        self.permanent = permanent
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.hops = hops
        self.elapsed_ms = elapsed_ms


class ReadError(ClaimsError):
    """The bytes of a document cannot be read as text: wrong type, empty, too large, or the reader was killed."""

    code = "unreadable"


class SecretError(ClaimsError):
    """A stored secret cannot be opened with the keys that this process has."""

    code = "secret_unreadable"
