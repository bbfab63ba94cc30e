"""Measurement: question sets, metrics, runs, reports and benchmarks."""
