"""The official H5P editor, an optional service beside the site (services/h5p), and how the site uses it."""
