"""How dates are written, by language: the day first and 24 hours, as everywhere in Parlance."""
