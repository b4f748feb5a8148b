"""The demo: a small web that is cited, a webhook receiver, and a story that plays with both through the service's API."""
