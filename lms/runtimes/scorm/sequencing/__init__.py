"""SCORM 2004 sequencing of a package attempt, in this system's terms (docs/decisions/0022).

`requests` sends requests to scorm.sequencing, `answers` has their results, `sco_data` the data that content
has set, `objectives` the initial cmi.objectives. Nothing here uses the database.
"""
