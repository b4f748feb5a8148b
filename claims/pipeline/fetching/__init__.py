"""Fetching: the only access to the network: addresses, redirects, robots.txt, limits on size and time."""
