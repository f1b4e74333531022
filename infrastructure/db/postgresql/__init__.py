"""Django's PostgreSQL back-end with a cheaper check of kept connections.

Setting: `DATABASES["default"]["ENGINE"] = "infrastructure.db.postgresql"`.
"""
