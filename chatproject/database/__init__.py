"""What all apps ask of PostgreSQL beyond Django's ORM."""
