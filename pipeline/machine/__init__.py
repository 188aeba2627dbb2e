"""The machine that a run is on: its signals, threads and temporary files, what it refuses, and what nobody foresaw."""
