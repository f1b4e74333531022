#!/bin/sh
# Starts the browser of a package check (see package_check.py) with limits and, for root, as an unprivileged account.
set -eu
ulimit -c 0
ulimit -f 1048576 # blocks of 512 bytes, of one file
ulimit -n 4096 2>/dev/null || true
if [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid="$CHECK_UID" --regid="$CHECK_GID" --clear-groups -- "$CHECK_CHROMIUM" "$@"
fi
exec "$CHECK_CHROMIUM" "$@"
