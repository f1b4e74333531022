"""Django's SQLite back-end with a queue for writers.

Setting: `DATABASES["default"]["ENGINE"] = "infrastructure.db.sqlite"`.
"""
