"""The demo modules and seminars as read from their source files."""
