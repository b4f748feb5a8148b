"""Exports: request them, write their files from one snapshot, delete them when they expire."""
