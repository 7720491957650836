"""A gateway and a mail server on this machine, which take messages or refuse them."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Gateway:
    """What a gateway was sent, and how it answers from now on (an HTTP or SMTP status).

    ``answers`` is cleared to let it keep whoever asks waiting; ``takes_first`` says whether it
    has taken the message by then.
    """

    port: int = 0
    status: int = 200
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0
    takes_first: bool = True
    answers: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()


@contextmanager
def web_gateway() -> Iterator[Gateway]:
    """Run a gateway for text messages that speaks JSON."""
    gateway = Gateway()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            is_kept = gateway.status == 200 and (gateway.answers.is_set() or gateway.takes_first)
            if is_kept:
                gateway.taken.append(said | {"path": self.path})
            gateway.asked += 1
            gateway.answers.wait()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(gateway.status)
                self.end_headers()

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with _running(ThreadingHTTPServer(("127.0.0.1", 0), Door), gateway):
        yield gateway


@contextmanager
def mail_server() -> Iterator[Gateway]:
    """Run a mail server that keeps what it takes; any status but 200 refuses the recipient."""
    gateway = Gateway()

    class Door(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            to = ""
            for line in self.rfile:
                word = line.decode().strip()
                verb = word[:4].upper()
                if verb == "RCPT":
                    gateway.asked += 1
                    to = word.partition("<")[2].partition(">")[0]
                    self._say("250 ok" if gateway.status == 200 else f"{gateway.status} no")
                elif verb == "DATA":
                    self._say("354 go on")
                    self._take(to)
                elif verb == "QUIT":
                    return self._say("221 bye")
                else:
                    self._say("250 ok")
            return None

        def _take(self, to: str) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            letter = message_from_bytes(b"".join(lines), policy=policy.default)
            body = letter.get_body(("plain", "html"))
            assert body is not None
            subject, text = str(letter["Subject"]), body.get_content()
            gateway.taken.append({"to": to, "subject": subject, "text": text})
            self._say("250 taken")

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Door), gateway):
        yield gateway


@contextmanager
def _running(server: socketserver.TCPServer, gateway: Gateway) -> Iterator[None]:
    gateway.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
