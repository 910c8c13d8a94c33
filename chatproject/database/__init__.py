"""Access to PostgreSQL beyond Django's ORM, for all apps."""
