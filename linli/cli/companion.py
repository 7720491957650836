"""Start a program that ends with its parent and that never runs as root.

``python companion.py PARENT SIGNAL USER PROGRAM [ARGUMENT …]`` turns into PROGRAM.
When the process PARENT dies, however it dies, the kernel sends SIGNAL to it (Linux;
elsewhere the next start clears up). With a USER other than ``-`` the program runs as
that user; where a folder above it is closed to everybody but root, it keeps the one
right to pass through, so that no folder has to be opened for it.
"""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

KEEP_RIGHTS, DEATH_SIGNAL, AMBIENT, RAISE = 8, 1, 47, 2  # linux/prctl.h
PASS_THROUGH = 1  # CAP_DAC_OVERRIDE
CAPABILITY_VERSION_3 = 0x20080522


def main(arguments: Sequence[str]) -> None:
    """Become the program; on failure leave one sentence and exit code 77."""
    parent, number, user, program, *rest = arguments
    if user != "-":
        _become(user, program)
    if sys.platform == "linux":
        _control(DEATH_SIGNAL, int(number))
        if os.getppid() != int(parent):
            os.kill(os.getpid(), signal.SIGKILL)
    os.execv(program, [program, *rest])


def _become(user: str, program: str) -> None:
    entry = pwd.getpwnam(user)
    linux = sys.platform == "linux"
    if linux:
        _control(KEEP_RIGHTS, 1)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    reachable = os.access(program, os.X_OK) and os.access(Path.cwd(), os.R_OK | os.X_OK)
    if linux:
        _keep_only(0 if reachable else 1 << PASS_THROUGH)
    elif not reachable:
        sys.exit(77)


def _control(*words: int) -> None:
    if _libc().prctl(*map(ctypes.c_ulong, (*words, 0, 0, 0)[:5])) != 0:
        sys.stderr.write(f"prctl {words}: {os.strerror(ctypes.get_errno())}\n")
        sys.exit(77)


def _keep_only(rights: int) -> None:
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    # effective, permitted, inheritable: low half, then high half
    halves = (ctypes.c_uint32 * 6)(rights, rights, rights, 0, 0, 0)
    if _libc().capset(header, halves) != 0:
        sys.stderr.write("a folder above this one is closed to every user but root\n")
        sys.exit(77)
    if rights:
        _control(AMBIENT, RAISE, PASS_THROUGH)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


if __name__ == "__main__":
    main(sys.argv[1:])
