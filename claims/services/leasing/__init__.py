"""Leasing: which worker checks which host, and for how long."""
