"""Run by path, alone, in the new process: ties its life to the supervisor's, then becomes the
server by exec. It imports nothing of Callboard and nothing of the server.

Linux only: PR_SET_PDEATHSIG sends SIGTERM when the *thread* that started this process ends;
`child` therefore starts every server from one thread that lives as long as the process.
A `preexec_fn` would do the same, but is unsafe (and warned about) where threads run.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """argv: the supervisor's pid, then the command to become."""
    supervisor, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != supervisor:
        sys.exit("the supervisor ended before the database started")
    os.execv(command[0], command)  # noqa: S606 - given by `child`, never by a user


if __name__ == "__main__":
    main()
