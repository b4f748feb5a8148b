"""Watching: due sources are fetched, judged and recorded; alerts follow from the rows."""
