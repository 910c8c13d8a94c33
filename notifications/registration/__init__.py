"""The addresses at which devices receive pushes."""
