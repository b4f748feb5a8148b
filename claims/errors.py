"""Errors of the domain. Their text says what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.values import Hop


class ClaimsError(Exception):
    """Base of the errors that the domain expects."""

    code = "error"

    def __init__(self, detail: str, *, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code


class InputError(ClaimsError):
    """The caller's input is invalid. `field` is a JSON pointer into it ("/url"); "" is the whole input."""

    code = "invalid"

    def __init__(self, field: str, detail: str, *, code: str = "") -> None:
        super().__init__(detail, code=code)
        self.field = field


class ConflictError(ClaimsError):
    """The state of the row does not allow this operation."""

    code = "conflict"


class VersionError(ClaimsError):
    """The caller's version of the row is not current."""

    code = "version_mismatch"

    def __init__(self, *, current: int, given: int) -> None:
        super().__init__(
            f"The current version is {current}, not {given}. Read it again, then repeat the change."
        )
        self.current = current


class FetchError(ClaimsError):
    """A request brought no usable response. `permanent`: the same request cannot succeed later.

    `code` is a word of `claims.vocabulary.FetchFailure`, so that it can label a metric. `status` and `retry_after_seconds`
    come from the response, if there was one. `hops` are the redirects that were followed; `elapsed_ms` is the time on
    the network, over all hops.
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
    """A document cannot be read as text: wrong type, empty, too large, or beyond the limits of the sandbox."""

    code = "unreadable"


class SecretError(ClaimsError):
    """A stored secret cannot be decrypted with the keys of this process."""

    code = "secret_unreadable"
