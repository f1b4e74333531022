"""Package health: reports of whether a package works, shown to trainers before learners get it.

`scanning` reads the files, `package_check` plays them in a real Chromium, `findings` derives findings from
both, `actions` stores the reports (docs/decisions/0011-package-health.md).
"""
