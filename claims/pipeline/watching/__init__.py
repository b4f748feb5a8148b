"""Watching: what a check means: link states, passages, figures, severity, the time of the next check."""
