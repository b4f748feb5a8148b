"""Webhooks: signatures after the Standard Webhooks specification."""
