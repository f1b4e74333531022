"""Seeding of an installation with demo content: a region of invented people and their records."""
