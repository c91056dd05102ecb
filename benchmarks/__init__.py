"""Measurements. Each script runs alone (`python -m benchmarks.posting`) and writes its section of RESULTS.md."""
