#!/usr/bin/env python3
"""Verifies an exported audit log, or a CSV export with its proof, by the rules of FORMAT.md.

    verify_audit.py FILE [--public-key PEM]... [--checkpoints FILE]
    verify_audit.py --csv FILE --proof FILE [--public-key PEM]...
    verify_audit.py --batch LIST

Ends with 0 (good), 1 (bad) or 2 (not judged: wrong usage, or something cannot be read or run).
Functions and reasons are named after the rules. Signatures are checked by the openssl command,
in a batch by the arithmetic at the end of this file.
"""
import argparse
import functools
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import namedtuple

LONGEST_LINE = 67_108_864
SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
TIME = rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z"
HASH = rb"[0-9a-f]{64}"
NUMBER = rb"[1-9][0-9]{0,14}"
SIGNED = rb',"publicKey":"([0-9a-f]{88})","signature":"([0-9a-f]{128})"'


def form(*parts):
    """A regular expression of byte strings and, in tuples, of the patterns between them."""
    return re.compile(b"".join(p[0] if isinstance(p, tuple) else re.escape(p) for p in parts))


CHECKPOINT = form(b'{"checkpoint":', (b"(",), b'{"at":"', (b"(%s)" % TIME,), b'","hash":"',
                  (b"(%s)" % HASH,), b'","keyId":"', (b"(%s)" % HASH,), b'","sequence":',
                  (b"(%s)" % NUMBER,), b',"v":1}', (b")",), (SIGNED,), b"}")
PROOF = form(b'{"csv":', (b"(",), b'{"filter":{', (rb"[^\n]*",), b'},"head":{"hash":"', (HASH,),
             b'","sequence":', (NUMBER,), b'},"keyId":"', (b"(%s)" % HASH,), b'","rows":',
             (b"(0|%s)" % NUMBER,), b',"sha256":"', (b"(%s)" % HASH,), b'","v":1}', (b")",),
             (SIGNED,), b"}\n")
STUB_END = form(b'","recordHash":"', (b"(%s)" % HASH,), b'"}')
TRAILER_MIDDLE = form((SIGNED,), b',"export":')
EXPORT_TIME = form(b',"at":"', (b"(%s)" % TIME,), b'",')

Checkpoint = namedtuple("Checkpoint", "sequence hash at")


class Bad(Exception):
    """A rule is broken: the first bad sequence (None where there is none to report), the reason."""


class NotJudged(Exception):
    """Something that is needed cannot be read or run."""


def need(holds, sequence, reason):
    if not holds:
        raise Bad(sequence, reason)


def sha256(data):
    return hashlib.sha256(data).digest()


def hex_of(data):
    return data.hex().encode()


def from_hex(text):
    return bytes.fromhex(text.decode())


def lines(file):
    """The lines with their LF; of a line that is too long, its beginning."""
    return iter(lambda: file.readline(LONGEST_LINE + 1), b"")


class Signers:
    """Who may sign (the ids in `pinned`; everybody, if it is empty) and who did (`ids`)."""

    def __init__(self, pinned, ed25519):
        self.pinned, self.ed25519, self.ids = pinned, ed25519, []

    def s1_to_s4(self, kind, statement, key_id, public_key, signature, sequence):
        key = from_hex(public_key)
        need(key.startswith(SPKI_PREFIX), sequence, "S1: publicKey is not an Ed25519 key")
        need(hex_of(sha256(key)) == key_id, sequence, "S2: keyId is not the id of publicKey")
        need(not self.pinned or key_id in self.pinned, sequence, "S3: signed by a key not named")
        message = b"rescind audit " + kind + b"\n" + statement
        need(self.ed25519(key, message, from_hex(signature)), sequence, "S4: a wrong signature")
        if key_id not in self.ids:
            self.ids.append(key_id)


class Export:
    """Goes through the lines of an export; `kept` are the checkpoints kept elsewhere."""

    def __init__(self, signers, kept):
        self.signers, self.kept, self.kept_hashes = signers, kept, {}
        for checkpoint in kept:
            self.kept_hashes.setdefault(checkpoint.sequence, set()).add(checkpoint.hash)
        self.k, self.h = 0, bytes(32)  # lines of records and stubs that have passed; hash(k)
        self.record_hash = None  # of record k
        self.records = self.checkpoints = 0
        self.first_stub = None  # its sequence
        self.checkpoint_at_k = self.trailer_passed = False

    def l1_to_l3(self, file):
        for line in lines(file):
            need(not self.trailer_passed, self.k + 1, "L1: something follows the trailer")
            need(line.endswith(b"\n"), self.k + 1, "L2: a line is too long or has no LF")
            if line.startswith(b'{"checkpoint":'):
                self.c1_to_c5(line[:-1])
            elif line.startswith(b'{"trailer":'):
                self.t1_to_t8(line[:-1])
            else:
                self.r1_to_r4(line[:-1])
                self.k1()
        need(self.trailer_passed, self.k + 1, "L3: there is no trailer, the file is partial")

    def r1_to_r4(self, line):
        n = self.k + 1
        start, record_start = b'{"sequence":%d,"hash":"' % n, b'","record":'
        claimed, rest = line[len(start):len(start) + 64], line[len(start) + 64:]
        stub = STUB_END.fullmatch(rest)
        is_record = rest.startswith(record_start) and rest.endswith(b"}")
        need(line.startswith(start) and (stub or is_record), n, "R1: not the line of this record")
        record = rest[len(record_start):-1]  # of no meaning in a stub
        record_hash = from_hex(stub[1]) if stub else sha256(record)  # R2
        new_hash = sha256(self.h + record_hash)
        need(claimed == hex_of(new_hash), n, "R3: the hash does not follow from what is before it")
        member = b'"sequence":%d' % n
        need(stub or member + b"," in record or member + b"}" in record, n,
             "R4: the record does not hold this sequence")
        self.k, self.h, self.record_hash, self.checkpoint_at_k = n, new_hash, record_hash, False
        self.records += 0 if stub else 1
        if stub and self.first_stub is None:
            self.first_stub = n

    def k1(self):
        need(self.kept_hashes.get(self.k, set()) <= {hex_of(self.h)}, self.k,
             "K1: a checkpoint kept elsewhere has another hash; the chain was rewritten")

    def c1_to_c5(self, line):
        n = max(self.k, 1)
        checkpoint = c1_and_c2(line, self.signers, n)
        need(checkpoint.sequence == self.k, n, "C3: a checkpoint of another sequence")
        need(checkpoint.hash == hex_of(self.h), n, "C4: a checkpoint of another hash")
        need(not self.checkpoint_at_k, n, "C5: a second checkpoint of this sequence")
        self.checkpoint_at_k = True
        self.checkpoints += 1

    def t1_to_t8(self, line):
        n, start = self.k + 1, len(b'{"trailer":')
        middle = TRAILER_MIDDLE.search(line, start)
        need(middle and line.endswith(b"}"), n, "T1: not a trailer line")
        statement, last_record = line[start:middle.start()], line[middle.end():-1]
        need(self.k > 0, 1, "T2: a trailer, but no record before it")
        need(sha256(last_record) == self.record_hash, n, "T3: its record is not the last one")
        time = EXPORT_TIME.search(last_record)
        need(last_record.startswith(b'{"action":"export_audit",') and time, n,
             "T4: the last record is not that of an export")
        everything = b'"details":{"filter":{},"format":"jsonl"}' in last_record
        need(self.first_stub is None or not everything, self.first_stub,
             "T5: a record is left out, though everything was exported")
        key_id = self.t6(statement, last_record, middle[1])
        self.signers.s1_to_s4(b"trailer", statement, key_id, *middle.groups(), n)  # T7
        need(not any(c.sequence > self.k and c.at < time[1] for c in self.kept), n,
             "T8: a checkpoint kept elsewhere goes further; the tail was cut off")
        self.trailer_passed = True

    def t6(self, statement, last_record, public_key):
        key_id = hex_of(sha256(from_hex(public_key)))
        start = b'{"checkpoints":%d,"count":%d,"filter":' % (self.checkpoints, self.records)
        end = b',"first":1,"head":{"hash":"%s","sequence":%d},"keyId":"%s","last":%d,"v":2}' % (
            hex_of(self.h), self.k, key_id, self.k)
        filter_ = statement[len(start):-len(end)]
        details = b'"details":{"filter":' + filter_ + b',"format":"jsonl"}'
        need(statement == start + filter_ + end and details in last_record, self.k + 1,
             "T6: the trailer does not say what was read")
        return key_id


def c1_and_c2(line, signers, sequence):
    match = CHECKPOINT.fullmatch(line)
    need(match, sequence, "C1: not a checkpoint line")
    statement, at, hash_, key_id, number, public_key, signature = match.groups()
    signers.s1_to_s4(b"checkpoint", statement, key_id, public_key, signature, sequence)
    return Checkpoint(int(number), hash_, at)


def k2(file, signers):
    kept = set()
    for line in lines(file):
        line = line[:-1] if line.endswith(b"\n") else line  # the last one may lack it
        need(len(line) <= LONGEST_LINE, None, "K2: a line of the file of checkpoints is too long")
        if line.startswith(b'{"checkpoint":'):
            kept.add(c1_and_c2(line, signers, None))
    need(kept, None, "K2: the file of checkpoints holds none")
    return kept


def p1_to_p4(csv, proof, signers):
    match = PROOF.fullmatch(proof.readline())
    need(match and not proof.read(1), None, "P1: not a proof")
    statement, key_id, rows, csv_hash, public_key, signature = match.groups()
    signers.s1_to_s4(b"csv", statement, key_id, public_key, signature, None)  # P2
    digest, line_ends = hashlib.sha256(), 0
    for chunk in iter(lambda: csv.read(1 << 20), b""):
        digest.update(chunk)
        line_ends += chunk.count(b"\n")
    need(hex_of(digest.digest()) == csv_hash, None, "P3: the CSV file was changed")
    need(line_ends - 1 == int(rows), None, "P4: the CSV file has another number of rows")


def openssl(*arguments, data=b""):
    try:
        return subprocess.run(("openssl",) + arguments, input=data, capture_output=True).stdout
    except OSError as error:
        raise NotJudged(f"openssl cannot be run: {error}")


def openssl_ed25519(public_key, message, signature):
    with tempfile.TemporaryDirectory() as directory:
        names = [os.path.join(directory, name) for name in ("key", "message", "signature")]
        for name, data in zip(names, (public_key, message, signature)):
            with open(name, "wb") as file:
                file.write(data)
        said = openssl("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", names[0],
                       "-rawin", "-in", names[1], "-sigfile", names[2])
    if not said.startswith((b"Signature Verified Successfully", b"Signature Verification Failure")):
        raise NotJudged("openssl did not check a signature (version 3 is needed)")
    return said.startswith(b"Signature Verified Successfully")


def cached(ed25519):
    """The same check, which does not do the same signature twice."""
    known = {}

    def check(public_key, message, signature):
        name = public_key + signature + sha256(message)
        if name not in known:
            if len(known) >= 100_000:
                known.clear()
            known[name] = ed25519(public_key, message, signature)
        return known[name]
    return check


@functools.lru_cache(maxsize=1000)
def id_of_pem(pem):
    key = openssl("pkey", "-pubin", "-outform", "DER", data=pem)
    if len(key) != 44 or not key.startswith(SPKI_PREFIX):
        raise NotJudged("a public key that was named is not an Ed25519 key in PEM")
    return hex_of(sha256(key))


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def verify(task, ed25519):
    """Raises Bad, or returns what there is to say. A task is what one line of a batch holds."""
    signers = Signers({id_of_pem(contents(p)) for p in task.get("publicKeys") or ()}, ed25519)
    if task.get("csv") is not None:
        with open(task["csv"], "rb") as csv, open(task["proof"], "rb") as proof:
            p1_to_p4(csv, proof, signers)
        return "the CSV file is what its proof says", signers
    kept = ()
    if task.get("checkpoints") is not None:
        with open(task["checkpoints"], "rb") as file:
            kept = k2(file, signers)
    export = Export(signers, kept)
    with open(task["file"], "rb") as file:
        export.l1_to_l3(file)
    return (f"{export.k} records in the chain, {export.records} of them in the file; "
            f"{export.checkpoints} checkpoints in the file, {len(kept)} kept elsewhere"), signers


def verify_one(task):
    try:
        summary, signers = verify(task, cached(openssl_ed25519))
    except Bad as bad:
        sequence, reason = bad.args
        print("bad: " + ("" if sequence is None else f"first bad sequence {sequence}: ") + reason)
        return 1
    print(f"good: {summary}")
    not_pinned = ", NOT PINNED: anybody can make such a file with a key of his own"
    for key_id in signers.ids:
        print(f"signed by key {key_id.decode()}" + ("" if signers.pinned else not_pinned))
    return 0


def verify_batch(path):
    ed25519 = cached(python_ed25519)
    for task in filter(bytes.strip, contents(path).split(b"\n")):
        try:
            verify(json.loads(task), ed25519)
            print("good")
        except Bad as bad:
            print("bad" if bad.args[0] is None else f"bad {bad.args[0]}")
        except (OSError, NotJudged) as error:
            print("bad")
            print(f"not judged: {error}", file=sys.stderr)
    return 0


def main():
    parser = argparse.ArgumentParser(description="Verifies an exported audit log.")
    parser.add_argument("file", nargs="?", metavar="FILE")
    parser.add_argument("--public-key", action="append", default=[], metavar="PEM")
    for option in ("--checkpoints", "--csv", "--proof", "--batch"):
        parser.add_argument(option, metavar="FILE")
    a = parser.parse_args()
    if [a.file, a.csv, a.batch].count(None) != 2 or (a.csv is None) != (a.proof is None):
        parser.error("name either FILE, or --csv and --proof, or --batch")
    if (a.checkpoints is not None and a.file is None) or (a.public_key and a.batch is not None):
        parser.error("--checkpoints goes with FILE, --public-key with FILE or --csv")
    try:
        if a.batch is not None:
            return verify_batch(a.batch)
        return verify_one({"file": a.file, "publicKeys": a.public_key, "csv": a.csv,
                           "proof": a.proof, "checkpoints": a.checkpoints})
    except (OSError, NotJudged) as error:
        print(f"not judged: {error}", file=sys.stderr)
        return 2


# --- Ed25519 (RFC 8032, 5.1) without openssl, deciding as openssl 3 does ---
# Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z. Nothing here is secret.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
D2 = 2 * D % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def add(p, q):
    """The sum of two points, also of equal ones."""
    (x1, y1, z1, t1), (x2, y2, z2, t2) = p, q
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = t1 * D2 % P * t2 % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode(data):
    """The point, or None. As in openssl, y may be P or more and x = 0 may have the sign bit."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, (number & (1 << 255) - 1) % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * SQRT_MINUS_1 % P
    if v * x * x % P != u:
        return None
    if x & 1 != sign:
        x = -x % P
    return x, y, 1, x * y % P


def encode(point):
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


@functools.lru_cache(maxsize=100)
def multiples(point):
    """For each i < 64 and d < 16: d * 16**i * point."""
    rows = []
    for _ in range(64):
        row = [NEUTRAL]
        for _ in range(15):
            row.append(add(row[-1], point))
        rows.append(row)
        point = add(row[-1], point)
    return rows


def multiply(number, point):
    total = NEUTRAL
    for row in multiples(point):
        if number & 15:
            total = add(total, row[number & 15])
        number >>= 4
    return total


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def python_ed25519(public_key, message, signature):
    """s < L, and R is, byte for byte, the canonical encoding of s * BASE - h * A."""
    a_bytes, r_bytes = public_key[12:], signature[:32]
    s = int.from_bytes(signature[32:], "little")
    a = decode(a_bytes)
    if s >= L or a is None:
        return False
    h = int.from_bytes(hashlib.sha512(r_bytes + a_bytes + message).digest(), "little") % L
    minus_a = (-a[0] % P, a[1], 1, -a[3] % P)
    return encode(add(multiply(s, BASE), multiply(h, minus_a))) == r_bytes


if __name__ == "__main__":
    sys.exit(main())
