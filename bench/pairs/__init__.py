"""Compares this checkout with an earlier commit: the same scenarios on both, in turn, as ratios."""
