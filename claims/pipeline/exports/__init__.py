"""Exports: rows of JSON to the bytes of a file: NDJSON, CSV, Parquet."""
