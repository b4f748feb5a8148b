"""Webhooks: endpoints, the sequence of events, deliveries and their attempts."""
