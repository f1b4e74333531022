"""The package check: plays a package in a Chromium whose requests are all answered by this process."""
