"""Measurements of search, run with `make bench ARGS="…"`; no part of the tests."""
