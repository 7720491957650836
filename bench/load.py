"""A client that keeps so many connections busy: one thread, no library, little of the processor."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import quantiles

CONNECTIONS = 8
ENOUGH = 65_536

Requests = Callable[[int], Iterator[bytes]]
"""Number of a connection → its requests, one after another."""


@dataclass
class Load:
    """What a run of requests found."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    last: bytes = b""

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return len(self.took) / self.seconds

    @property
    def middle_ms(self) -> float:
        """Return the time within which half of the requests were answered."""
        return quantiles(self.took, n=20)[9] * 1e3

    @property
    def slow_ms(self) -> float:
        """Return the time within which 95 of 100 requests were answered."""
        return quantiles(self.took, n=20)[18] * 1e3


class _Connection:
    """One connection: it sends a request, reads the answer, and sends the next."""

    def __init__(self, address: tuple[str, int], requests: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests = requests
        self.answer = b""
        self.wanted = 0
        self.sent_at = 0.0

    def send(self) -> bool:
        """Send the next request; False where there is none."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.answer, self.wanted = b"", 0
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)
        return True

    def read(self) -> bool:
        """Read what is there; True once the answer is whole."""
        part = self.socket.recv(ENOUGH)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.answer += part
        if not self.wanted and (end := self.answer.find(b"\r\n\r\n")) >= 0:
            head = self.answer[:end].lower()
            if b"transfer-encoding: chunked" in head:
                return self.answer.endswith(b"\r\n0\r\n\r\n")
            length = head.partition(b"content-length:")[2].split(b"\r\n", 1)[0]
            self.wanted = end + 4 + int(length or 0)
        return bool(self.wanted) and len(self.answer) >= self.wanted


def run(address: tuple[str, int], requests: Requests) -> Load:
    """Send all requests of all connections and return how that went."""
    load = Load()
    began = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for number in range(CONNECTIONS):
            connection = _Connection(address, requests(number))
            if connection.send():
                selector.register(connection.socket, selectors.EVENT_READ, connection)
        while selector.get_map():
            for key, _ in selector.select():
                _step(selector, key.data, load)
    load.seconds = time.perf_counter() - began
    return load


def _step(selector: selectors.BaseSelector, connection: _Connection, load: Load) -> None:
    if not connection.read():
        return
    load.took.append(time.perf_counter() - connection.sent_at)
    load.statuses[connection.answer[9:12].decode()] += 1
    load.last = connection.answer
    if not connection.send():
        selector.unregister(connection.socket)
        connection.socket.close()


def get(path: str, **headers: str) -> bytes:
    """Return a request for a page."""
    return _request("GET", path, headers, b"")


def post(path: str, body: bytes, **headers: str) -> bytes:
    """Return a request that sends something; underscores in header names become hyphens."""
    return _request("POST", path, {**headers, "Content_Length": str(len(body))}, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
