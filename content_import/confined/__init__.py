"""Programs that read untrusted files with C libraries, each run as an unprivileged process.

`content_import.readers.confined_reading` starts them, without Django, the database and its secrets.
"""
