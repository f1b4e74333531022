"""Seeding of modules made of the site's own steps."""
