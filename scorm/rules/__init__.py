"""The run-time rules of SCORM 1.2 and 2004 as pure functions: no database, no request.

`outcome` derives the outcome of a SCO's state, `rollup` that of a package, `initial_cmi` the data model of
the next launch, `prerequisites` the items that may be chosen.
"""
