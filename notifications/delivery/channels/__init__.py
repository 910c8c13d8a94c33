"""The push services, each with the addresses and answers it has."""
