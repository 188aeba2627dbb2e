"""Measurements, each a ratio within one interleaved run. `python -m benchmarks` lists them."""
