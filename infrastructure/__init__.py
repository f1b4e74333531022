"""Infrastructure of the application: database back-ends, HTTP handling, background tasks, static files."""
