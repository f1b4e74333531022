"""SCORM 2004 sequencing of a package attempt, in this system's terms (docs/decisions/0022).

`requests` makes requests of scorm.sequencing, `answers` is what came of one, `sco_data` what content has set,
`objectives` what cmi.objectives begins with. Nothing here uses the database.
"""
