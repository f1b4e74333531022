"""Playing a package as a learner would, in a Chromium that reaches nothing but this process."""
