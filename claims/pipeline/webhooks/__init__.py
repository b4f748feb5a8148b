"""Webhooks: signatures after the Standard Webhooks specification, and how many requests endpoints get."""
