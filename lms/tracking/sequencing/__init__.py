"""SCORM 2004 sequencing and navigation, judged on the server (docs/decisions/0010).

`tree` turns a parsed manifest into what the engine takes, `engine` runs scorm-again's engine in an isolate of
this process, `judgement` says in our words what the engine answered. Nothing here knows the database.
"""
