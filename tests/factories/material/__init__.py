"""Files that trainers already have, made when a test runs."""
