"""Argon2 as in the product, at the lowest price."""

from accounts.passwords import Argon2


class QuickArgon2(Argon2):
    time_cost = 1
    memory_cost = 8
    parallelism = 1
