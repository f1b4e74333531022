"""The list of modules in the Wagtail admin, and what in them needs attention."""
