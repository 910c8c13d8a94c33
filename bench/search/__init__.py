"""Whether search finds everything, shows nothing that it must not, and how much it costs: `make search-drill`."""
