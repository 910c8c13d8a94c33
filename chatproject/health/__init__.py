"""How the installation is, for those who run it and for what watches it."""
