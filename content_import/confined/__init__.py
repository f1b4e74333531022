"""Programs that read untrusted files with C libraries, each run as a process without rights.

`content_import.confined_reading` starts them. They know nothing of Django, the database or its secrets.
"""
