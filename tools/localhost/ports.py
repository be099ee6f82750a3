"""Listening sockets, bound before anything else starts, so that a taken port fails at once."""

import errno
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from tools.localhost.failure import CannotStart

_LOOPBACK: Final = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
_BACKLOG: Final = 1024
_ATTEMPTS: Final = 20


def listen_on_loopback(port: int, variable: str) -> list[socket.socket]:
    """Return sockets on 127.0.0.1 and, where there is one, ::1; browsers try either for localhost.

    Raises: CannotStart naming the port, its holder if known, and the variable to set.
    """
    for _ in range(0 if port else _ATTEMPTS):
        # One that the system chose for the first family may be taken in the second.
        with suppress(CannotStart):
            return _listen_on_both(0, variable)
    return _listen_on_both(port, variable)


def _listen_on_both(port: int, variable: str) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    for family, address in _LOOPBACK:
        try:
            opened = _listen(family, address, port)
        except OSError as error:
            if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT} and sockets:
                continue
            close_all(sockets)
            raise CannotStart(_explain(error, port, variable)) from error
        sockets.append(opened)
        port = opened.getsockname()[1]  # the second family follows a port chosen by the system
    return sockets


def free_port() -> int:
    """Return a port that nobody listens on, for a program that is told to listen there.

    On Linux the system gives it to nobody else while this process lives: it stays bound, beside
    which a program may listen that names the port. Elsewhere it is only free just now.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port: int = probe.getsockname()[1]
    if sys.platform == "linux":
        probe.detach()
    else:
        probe.close()
    return port


def close_all(sockets: Sequence[socket.socket]) -> None:
    """Close listening sockets."""
    for each in sockets:
        each.close()


def _listen(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    # Named as TCP, asyncio sends what is written to its connections at once.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
        opened.listen(_BACKLOG)
        opened.setblocking(False)
    except OSError:
        opened.close()
        raise
    return opened


def _explain(error: OSError, port: int, variable: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken{_holder(port)}; stop that program or choose another port, "
            f"for example: make start {variable}={port + 10}"
        )
    return f"Port {port} cannot be opened ({error.strerror}); choose another with {variable}"


def _holder(port: int) -> str:
    """Name who listens on a port, as far as this system lets us see."""
    commands = (
        ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"],
        ["ss", "-Hltnp", f"sport = :{port}"],
    )
    for command in commands:
        try:
            found = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
        except (OSError, subprocess.SubprocessError):
            continue
        if found.stdout.strip():
            return _holder_from(found.stdout)
    return ""


def _holder_from(output: str) -> str:
    if "users:((" in output:  # ss: users:(("node",pid=123,fd=20))
        name, _, rest = output.partition('users:(("')[2].partition('",pid=')
        return f" by {name} (process {rest.partition(',')[0]})" if rest else ""
    fields = {line[0]: line[1:] for line in output.splitlines() if line}
    return f" by {fields.get('c', '?')} (process {fields['p']})" if "p" in fields else ""
