"""Conflicts: claims are compared when they change; pairs that cannot both hold are conflicts until they end."""
