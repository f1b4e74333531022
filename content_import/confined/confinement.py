"""Give up the rights of this process before it reads an untrusted file."""

from __future__ import annotations

import ctypes
import os
import pwd
import resource

#: linux/prctl.h and linux/sched.h
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def confine(account: str, memory_bytes: int, cpu_seconds: int) -> None:
    """Limit memory, CPU and files, forbid processes, drop the network and, for root, take `account`.

    Whatever the process needs must be imported before: the account may be unable to read the libraries.
    Raises KeyError or OSError when root cannot take the account. A kernel without namespaces for this user
    leaves the network; the limits and the account hold there too.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    is_root = os.geteuid() == 0
    entry = pwd.getpwnam(account) if is_root else None
    libc.unshare(CLONE_NEWNET if is_root else CLONE_NEWUSER | CLONE_NEWNET)
    if entry is not None:
        os.setgroups([])
        os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
        os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
