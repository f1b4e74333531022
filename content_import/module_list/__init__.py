"""The list of modules in the Wagtail admin, and their needs of attention."""
