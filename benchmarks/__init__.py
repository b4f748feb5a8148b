"""Benchmarks: how well, how fast and how safely articles are read. `python -m benchmarks` prints all of them."""
