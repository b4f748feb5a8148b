"""The demo: cited pages, a webhook receiver, and a story that uses both through the API of the service."""
