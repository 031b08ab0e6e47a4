"""A receiver of the webhook by Python's own HTTP server.

argv: JSON of {"secret": text or null, "tls": [certificate, key] or null}. Each line of stdin is JSON of how to answer from
then on, and is confirmed by a line: a status, {"status", "headers"}, "hang", "reset", "close" or "trickle".
Prints its port, then one JSON line a request, with what Python makes of its body and signature.
"""
import base64
import hashlib
import hmac
import json
import socket
import ssl
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

orders = json.loads(sys.argv[1])
answer = 200


def tell(value):
    print(json.dumps(value), flush=True)


def is_signed(header, body, secret):
    """As the documentation tells a receiver to do it."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"])


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        signature = self.headers.get("rescind-signature")
        told = {
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": base64.b64encode(body).decode(),
            "lines": [json.loads(line) for line in body.decode().splitlines()],
        }
        if signature and orders.get("secret"):
            told["signed"] = is_signed(signature, body, orders["secret"])
            told["altered"] = is_signed(signature, body + b" ", orders["secret"])
        tell(told)
        self.answer()

    def do_GET(self):
        tell({"method": "GET", "path": self.path})
        self.send_error(405)

    def answer(self):
        if answer == "hang":
            time.sleep(60)
        elif answer == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        elif answer == "close":
            self.close_connection = True
        elif answer == "trickle":
            self.wfile.write(b"HTTP/1.1 2")
            self.wfile.flush()
            time.sleep(60)
        else:
            whole = {"status": answer, "headers": {}} if isinstance(answer, int) else answer
            self.send_response(whole["status"])
            for name, value in whole["headers"].items():
                self.send_header(name, value)
            text = b"x" * whole.get("length", 2)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that went away is no news."""


server = Server(("127.0.0.1", 0), Receiver)
if orders.get("tls"):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*orders["tls"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
for line in sys.stdin:
    answer = json.loads(line)
    tell("so be it")
