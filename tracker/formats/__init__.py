"""Formats: how the admin writes times, by language."""
