"""The trainer's dashboard: the home page of the Wagtail admin."""
