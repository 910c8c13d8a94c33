"""Charts as SVG, drawn by the server: without scripts, readable in print and without colours."""
