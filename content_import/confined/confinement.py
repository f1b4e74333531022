"""Confinement of a process that reads an untrusted file."""

import ctypes
import os
import pwd
import resource

#: linux/prctl.h and linux/sched.h
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def confine(account: str, memory_bytes: int, cpu_seconds: int) -> None:
    """Limit memory, CPU and files, forbid processes, drop the network and, for root, take `account`.

    All libraries must be imported before, since the account may be unable to read them. Raises KeyError or
    OSError when root cannot take the account. Without namespaces for this user in the kernel the network
    stays reachable; the limits and the account still apply.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    is_root = os.geteuid() == 0
    passwd = pwd.getpwnam(account) if is_root else None
    libc.unshare(CLONE_NEWNET if is_root else CLONE_NEWUSER | CLONE_NEWNET)
    if passwd is not None:
        os.setgroups([])
        os.setresgid(passwd.pw_gid, passwd.pw_gid, passwd.pw_gid)
        os.setresuid(passwd.pw_uid, passwd.pw_uid, passwd.pw_uid)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
