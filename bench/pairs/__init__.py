"""This checkout beside an earlier commit: the same scenarios on both, in turn, as ratios."""
