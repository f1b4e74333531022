"""Permissions for packages to load files from other hosts, and copies of such files in new versions."""
