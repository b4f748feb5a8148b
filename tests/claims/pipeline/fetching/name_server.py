"""A name server on loopback for the tests of the door (RFC 1035, as little of it as they need)."""

import asyncio
import socket
import struct

A, CNAME, AAAA = 1, 5, 28
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3


class NameServer(asyncio.DatagramProtocol):
    """Answers from `names`: a list of addresses, a list of such lists for one look-up after the other, the name that
    it is an alias of, a code of failure, or None for silence. What it does not know does not exist."""

    def __init__(self, names, ttl=0):
        self.names, self.ttl, self.asked = names, ttl, []

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        self.address = "127.0.0.1:{}".format(self.transport.get_extra_info("sockname")[1])
        return self

    async def __aexit__(self, *problem):
        self.transport.close()

    def datagram_received(self, data, sender):
        name, kind, end = _question(data)
        self.asked.append((name, kind))
        records = self.names.get(name, NO_SUCH_NAME)
        if records is None:
            return
        if isinstance(records, list) and isinstance(records[0], list):
            # The look-up asks for both families; only the IPv4 question turns the page.
            records = records.pop(0) if kind == A and len(records) > 1 else records[0]
        code = records if isinstance(records, int) else NO_ERROR
        answers = [] if code else self._answers(name, kind, records)
        head = data[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(answers), 0, 0)
        self.transport.sendto(head + data[12:end] + b"".join(answers), sender)

    def _answers(self, name, kind, records):
        if isinstance(records, str):
            alias = self._record(_wire(name), CNAME, _wire(records))
            return [alias, *self._answers(records, kind, self.names[records])]
        family = {A: socket.AF_INET, AAAA: socket.AF_INET6}[kind]
        fitting = [address for address in records if (":" in address) == (kind == AAAA)]
        return [self._record(_wire(name), kind, socket.inet_pton(family, address)) for address in fitting]

    def _record(self, name, kind, value):
        return name + struct.pack("!HHIH", kind, 1, self.ttl, len(value)) + value


def _question(data):
    at, labels = 12, []
    while data[at]:
        labels.append(data[at + 1 : at + 1 + data[at]].decode())
        at += 1 + data[at]
    return ".".join(labels), struct.unpack_from("!H", data, at + 1)[0], at + 5


def _wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
