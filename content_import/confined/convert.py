"""Start a program in confinement: `python -I …/convert.py ACCOUNT HIDDEN FOLDER COMMAND…`.

Ends with `NOT_CONFINED`, before anything of a file is read, where the kernel gives this user no namespaces
of its own. The program sees the folder `HIDDEN`, which has the site's files, and `/run` empty. `FOLDER` is
its home and where it writes.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from content_import.confined.confinement import confine_command, limit_resources

MEMORY_BYTES = 4 * 1024**3
CPU_SECONDS = 150
FILE_BYTES = 512 * 1024**2
#: threads and processes of the account together
PROCESSES = 256
NOT_CONFINED = 78


def main() -> None:
    account, hidden, folder, *command = sys.argv[1:]
    try:
        confine_command(account, hidden)
    except (OSError, KeyError):
        sys.exit(NOT_CONFINED)
    limit_resources(MEMORY_BYTES, CPU_SECONDS, file_bytes=FILE_BYTES, processes=PROCESSES)
    os.chdir(folder)
    environment = {"HOME": folder, "TMPDIR": folder, "PATH": os.defpath, "LANG": "C.UTF-8"}
    os.execve(command[0], command, environment)  # noqa: S606 - without a shell; the command is the operator's


if __name__ == "__main__":
    main()
