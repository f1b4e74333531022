"""Fills an installation with demo content: a region of invented people and what they have learned."""
