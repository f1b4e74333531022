"""The static files of libraries, for other packages."""

from infrastructure.static_files.vendor import VENDOR_FILES
