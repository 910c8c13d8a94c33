"""The export of a person: index.html, pages/*.html, data/*.json, schema.json, media/*, in one zip file."""
