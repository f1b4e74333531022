"""The floor that `script/bench scorm` compares with: a bare Django view that inserts one row.

Of the benchmarks alone: no settings of the product know it.
"""
