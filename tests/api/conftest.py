"""Callers for the tests of this folder."""

from tests.callers import admin, anonymous, caller_with, reader, static_root

__all__ = ["admin", "anonymous", "caller_with", "reader", "static_root"]
