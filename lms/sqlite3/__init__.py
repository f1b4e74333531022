"""Django's SQLite, whose writers queue: DATABASES["default"]["ENGINE"] = "lms.sqlite3"."""
