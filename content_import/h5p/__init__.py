"""H5P archives: content that trainers import, and libraries that operators install."""
