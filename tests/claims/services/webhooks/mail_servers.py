"""A server of mails on a loopback port, which keeps what it gets."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage


class MailServer:
    """Keeps mails in `mails`, with their receivers. `refusal` is its answer to every receiver; "" accepts them."""

    def __init__(self) -> None:
        self.refusal = ""
        self.is_silent = False
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.end = threading.Event()
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if server.is_silent:
                    server.end.wait(60)
                    return
                self.say("220 mail.test ready")
                receivers: list[str] = []
                while line := self.rfile.readline().decode().strip():
                    verb = line.split(" ")[0].upper()
                    if verb == "RCPT" and server.refusal:
                        self.say(server.refusal)
                    elif verb == "DATA":
                        self.say("354 go on")
                        server.mails.append((receivers, self.mail()))
                        self.say("250 taken")
                    elif verb == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        if verb == "RCPT":
                            receivers.append(line.partition("<")[2].partition(">")[0])
                        self.say("250 mail.test")

            def mail(self) -> EmailMessage:
                lines = iter(self.rfile.readline, b".\r\n")
                message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                return message

            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.end.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
