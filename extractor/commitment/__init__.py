"""Measures: what is promised or done, where it begins and ends, how firmly, by when, by whom and how much."""
