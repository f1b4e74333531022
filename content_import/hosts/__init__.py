"""Files of packages that lie on other hosts: requested by trainers, allowed by site administrators."""
