"""Django's PostgreSQL, whose kept connections are looked at instead of asked: "ENGINE": "lms.postgresql"."""
