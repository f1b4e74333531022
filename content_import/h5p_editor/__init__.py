"""Forms for H5P content in the Wagtail admin, generated from the semantics of installed types."""
