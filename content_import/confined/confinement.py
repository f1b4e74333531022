"""Confinement of a process that reads an untrusted file."""

import ctypes
import os
import pwd
import resource
from pathlib import Path

#: linux/prctl.h, linux/sched.h and linux/mount.h
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
MS_REC, MS_PRIVATE = 0x4000, 0x40000


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
    _drop_rights(libc, passwd)
    limit_resources(memory_bytes, cpu_seconds)


def confine_command(account: str, hidden: str) -> None:
    """Confine this process for a program that is executed next: no network, no rights, `hidden` empty.

    `/run` is empty too: it has the sockets of the machine's services. An account of its own it gets from root
    alone; else it runs as this process's.

    Raises KeyError or OSError where that is impossible: unlike `confine` it does not go on without.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    is_root = os.geteuid() == 0
    passwd = pwd.getpwnam(account) if is_root else None
    user, group = os.geteuid(), os.getegid()
    _checked(libc.unshare(CLONE_NEWNET | CLONE_NEWNS | (0 if is_root else CLONE_NEWUSER)))
    if not is_root:
        _map_own_ids(user, group)
    _checked(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
    for folder in (hidden, "/run"):
        _checked(libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, b"size=0,mode=0700"))
    _drop_rights(libc, passwd)


def _map_own_ids(user: int, group: int) -> None:
    """Map the ids of this user in its new namespace to themselves."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _drop_rights(libc: ctypes.CDLL, passwd: pwd.struct_passwd | None) -> None:
    if passwd is not None:
        os.setgroups([])
        os.setresgid(passwd.pw_gid, passwd.pw_gid, passwd.pw_gid)
        os.setresuid(passwd.pw_uid, passwd.pw_uid, passwd.pw_uid)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "no namespace")


def limit_resources(memory_bytes: int, cpu_seconds: int, *, file_bytes: int = 0, processes: int = 0) -> None:
    """Limit memory, CPU time, the size of a file and the account's processes; no memory dumps."""
    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
