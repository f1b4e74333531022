"""What the application runs on: database back-ends, HTTP handling, background tasks, static files."""
