"""The edge of a web process: bounds, headers and refusals that hold before anybody signed in."""
