"""A receiver of syslog over TCP and TLS, with a parser of RFC 5424 and RFC 6587 that knows nothing of the sender.

argv: JSON of {"tls": [certificate, key] or null, "old": whether TLS 1.2 is the newest}. Each line of stdin is JSON of how to
treat connections from then on, and is confirmed by a line: "close" reads to the end and closes, "slow" does so with a
pause after each piece, "never" does not close, "half" closes with bytes unread, "early" closes at once, "reset" resets
after some bytes. Prints its port, then one JSON line a connection that was read.
"""
import json
import re
import socket
import ssl
import struct
import sys
import threading
import time

orders = json.loads(sys.argv[1])
way = "close"

PRINT = rb"[\x21-\x7e]"
HEADER = re.compile(
    rb"<(\d{1,3})>([1-9]\d{0,2}) "
    rb"(-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) "
    rb"(-|" + PRINT + rb"{1,255}) (-|" + PRINT + rb"{1,48}) (-|" + PRINT + rb"{1,128}) (-|" + PRINT + rb"{1,32}) "
)
NAME = re.compile(rb'[^= \]"\x00-\x20\x7f-\xff]{1,32}')


def structured_data(text, at):
    """STRUCTURED-DATA of RFC 5424, 6.3, character by character. Gives the elements and where it ended."""
    if text[at : at + 1] == b"-":
        return {}, at + 1
    elements = {}
    while text[at : at + 1] == b"[":
        name = NAME.match(text, at + 1)
        parameters = {}
        at = name.end()
        while text[at : at + 1] == b" ":
            key = NAME.match(text, at + 1)
            at = key.end()
            assert text[at : at + 2] == b'="'
            at += 2
            value = b""
            while text[at : at + 1] != b'"':
                assert at < len(text) and text[at : at + 1] != b"]"
                if text[at : at + 1] == b"\\" and text[at + 1 : at + 2] in b'"\\]':
                    at += 1
                value += text[at : at + 1]
                at += 1
            at += 1
            parameters[key.group().decode()] = value.decode("utf-8")
        assert text[at : at + 1] == b"]"
        at += 1
        elements[name.group().decode()] = parameters
    assert elements
    return elements, at


def parse(message):
    head = HEADER.match(message)
    assert head, message[:200]
    priority = int(head.group(1))
    assert priority <= 191
    data, at = structured_data(message, head.end())
    rest = message[at:]
    if rest:
        assert rest[:1] == b" "
        rest = rest[1:]
    is_utf8 = rest.startswith(b"\xef\xbb\xbf")
    return {
        "facility": priority // 8,
        "severity": priority % 8,
        "version": int(head.group(2)),
        "time": head.group(3).decode(),
        "host": head.group(4).decode(),
        "app": head.group(5).decode(),
        "process": head.group(6).decode(),
        "id": head.group(7).decode(),
        "data": data,
        "utf8": is_utf8,
        "text": rest[3:].decode("utf-8") if is_utf8 else rest.decode("latin-1"),
    }


def frames(stream):
    """MSG-LEN SP SYSLOG-MSG, RFC 6587, 3.4.1."""
    at = 0
    while at < len(stream):
        length = re.compile(rb"([1-9]\d*) ").match(stream, at)
        assert length, stream[at : at + 40]
        at = length.end()
        size = int(length.group(1))
        assert at + size <= len(stream), "a frame is cut off"
        yield stream[at : at + size]
        at += size


def tell(value):
    print(json.dumps(value), flush=True)


def read_all(connection, pause):
    stream = b""
    while True:
        piece = connection.recv(16384)
        if not piece:
            return stream
        stream += piece
        time.sleep(pause)


def treat(connection, way):
    if context:
        try:
            connection = context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            return
    if way == "early":
        connection.close()
    elif way in ("half", "reset"):
        connection.recv(100)
        time.sleep(0.2)
        if way == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    else:
        try:
            stream = read_all(connection, 0.02 if way == "slow" else 0)
        except OSError:
            tell({"way": way, "broken": True})
            return
        try:
            tell({"way": way, "messages": [parse(frame) for frame in frames(stream)]})
        except AssertionError as problem:
            tell({"way": way, "problem": str(problem)})
        if way == "never":
            time.sleep(60)
        connection.close()


context = None
if orders.get("tls"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*orders["tls"])
    if orders.get("old"):
        context.maximum_version = ssl.TLSVersion.TLSv1_2



def serve():
    while True:
        accepted, _ = server.accept()
        threading.Thread(target=treat, args=(accepted, way), daemon=True).start()


server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=serve, daemon=True).start()
print(server.getsockname()[1], flush=True)
for line in sys.stdin:
    way = json.loads(line)
    tell("so be it")
