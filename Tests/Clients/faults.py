#!/usr/bin/env python3
"""What faults and delays of reseller-mock are like from outside, over HTTP and over HTTPS.

Usage: faults.py COMMAND...     (the command that serves, such as .build/debug/reseller-mock)

Each fault is seen by curl (its exit code), by http.client and requests (their exceptions) and by a raw socket (the
exact bytes and how the connection ends). Then delays, replay from the seed, and good clients beside faulty ones. Times
are compared with lower bounds only. Prints a line for each failure and exits with 1 if there are any. Needs curl;
requests is left out where it is missing or its urllib3 is older than 2, which takes half a body for a whole one.
"""
import concurrent.futures
import contextlib
import http.client
import itertools
import json
import pathlib
import re
import select
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from typing import NamedTuple

try:
    import requests
    import urllib3

    if int(urllib3.__version__.split(".")[0]) < 2:
        requests = None
except ImportError:
    requests = None

PATH = "/.well-known/openid-configuration"
# Seconds after which a client gives up; nothing here takes that long unless something is wrong.
PATIENCE = 20
PATIENCE_WITH_STALL = 1
FROZEN = {"now": "2026-03-01T09:00:00Z", "mode": "frozen"}
HANDSHAKE_FAILURE_ALERT = bytes.fromhex("15030300020228")
RANDOM_BYTES = 256

# How a connection ends. Over TLS an orderly end has close_notify before it.
OPEN, END, RESET, TIMEOUT = "still open", "orderly end", "reset", "timeout"
NO_CLOSE_NOTIFY = "end without close_notify"

failures = []
check_count = itertools.count()


def expect(subject, who, seen, expected):
    next(check_count)
    if seen == expected or isinstance(expected, set) and seen in expected:
        return
    failures.append(subject)
    # In one piece, for several threads write.
    sys.stdout.write(f"faults.py: {subject}: {who} saw {shortened(seen)}, expected {shortened(expected)}\n")
    sys.stdout.flush()


def shortened(value):
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:200]}... ({len(text)} characters)"


class Like:
    """Equals whatever a test holds for, to stand among values that are known exactly."""

    def __init__(self, text, test):
        self.text, self.test = text, test

    def __eq__(self, other):
        return self.test(other)

    def __repr__(self):
        return self.text


# Servers


class Endpoint(NamedTuple):
    scheme: str
    port: int
    authority: str

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        return connection if self.scheme == "http" else Encrypted(connection, self.trust())

    def trust(self):
        return ssl.create_default_context(cafile=self.authority)

    def http_connection(self, patience=PATIENCE):
        if self.scheme == "http":
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=patience, context=self.trust())


class Server:
    """A server of a scenario. At the end of `with` it must still answer, and exit with 0 on SIGTERM."""

    def __init__(self, name, scenario, *options):
        self.name = name
        self.folder = tempfile.TemporaryDirectory(prefix="reseller-mock-faults-")
        files = {key: str(pathlib.Path(self.folder.name, key)) for key in ("scenario.json", "ca.pem", "urls")}
        pathlib.Path(files["scenario.json"]).write_text(json.dumps({"version": 1, **scenario}))
        self.process = subprocess.Popen(
            sys.argv[1:] + [
                "serve", "--quiet", "--port", "0", "--tls-port", "0", "--tls-ca-output", files["ca.pem"],
                "--ready-file", files["urls"], "--scenario", files["scenario.json"], *options],
            stdout=subprocess.PIPE, text=True)
        try:
            is_ready = select.select([self.process.stdout], [], [], PATIENCE)[0]
            line = self.process.stdout.readline() if is_ready else "nothing"
            ports = re.fullmatch(r"Listening on http://127\.0\.0\.1:(\d+) and https://127\.0\.0\.1:(\d+)\n", line)
            if not ports:
                raise RuntimeError(f"the server printed {line!r}")
        except Exception:
            self.stop()
            raise
        self.endpoints = [
            Endpoint(scheme, int(port), files["ca.pem"]) for scheme, port in zip(("http", "https"), ports.groups())]
        urls = pathlib.Path(files["urls"]).read_text().split()
        expect(name, "the ready file", urls, [endpoint.url for endpoint in self.endpoints])

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            for endpoint in self.endpoints if kind is None else ():
                expect(f"{self.name} over {endpoint.scheme}", "curl at the end", curl(endpoint), 0)
        finally:
            code = self.stop()
        expect(self.name, "SIGTERM", f"exit code {code}", "exit code 0")

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "none, so that it was killed"
        finally:
            self.process.stdout.close()
            self.folder.cleanup()


def header_rule(fault, then):
    return {"name": f"rule of {fault}", "when": {"headers": {"X-Fault": fault}}, "then": then}


# Clients


def curl(endpoint, fault=None, path=PATH, patience=PATIENCE):
    """The exit code."""
    command = ["curl", "-q", "-s", "-o", "/dev/null", "--noproxy", "*", "--max-time", str(patience)]
    command += ["--cacert", endpoint.authority, *(("-H", f"X-Fault: {fault}") if fault else ())]
    return subprocess.run(command + [endpoint.url + path]).returncode


def http_client(endpoint, fault=None, path=PATH, patience=PATIENCE):
    """The exception's name, or the media type of a good body."""
    connection = endpoint.http_connection(patience)
    try:
        connection.request("GET", path, headers={"X-Fault": fault} if fault else {})
        response = connection.getresponse()
        json.loads(response.read())
        return response.headers["Content-Type"]
    except ssl.SSLError as error:
        return f"SSLError {error.reason}"
    except Exception as error:
        return type(error).__name__
    finally:
        connection.close()


def with_requests(endpoint, fault=None, path=PATH, patience=PATIENCE):
    """The exception's name, or the media type of a good body."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            headers = {"X-Fault": fault} if fault else {}
            options = {"timeout": (PATIENCE, patience), "verify": endpoint.authority}
            response = session.get(endpoint.url + path, headers=headers, **options)
            response.json()
            return response.headers["Content-Type"]
        except Exception as error:
            return type(error).__name__


class Encrypted:
    """TLS over a socket that shows how it ends; ssl.SSLSocket before Python 3.11.9 takes a reset for an end."""

    def __init__(self, connection, context):
        self.connection = connection
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.session = context.wrap_bio(self.incoming, self.outgoing, server_hostname="127.0.0.1")
        self.advance(self.session.do_handshake)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def sendall(self, data):
        self.advance(self.session.write, data)

    def recv(self, count):
        """As of a socket; no bytes mean close_notify."""
        return self.advance(self.session.read, count)

    def settimeout(self, seconds):
        self.connection.settimeout(seconds)

    def advance(self, operation, *arguments):
        while True:
            try:
                return operation(*arguments)
            except ssl.SSLWantReadError:
                pass
            finally:
                if self.outgoing.pending:
                    self.connection.sendall(self.outgoing.read())
            data = self.connection.recv(65536)
            if not data:
                raise EOFError
            self.incoming.write(data)


class Wire(NamedTuple):
    """What a raw socket received."""

    head: list
    hint: object
    body: object
    ending: str

    @staticmethod
    def parsed(received):
        """The lines of the head are sorted, for their order means nothing; bytes without a head are all body."""
        if not received.data.startswith(b"HTTP/"):
            return Wire([], None, received.data, received.ending)
        head, _, body = received.data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        hints = [line for line in lines if line.startswith("X-Reseller-Mock-Hint: ")]
        return Wire(sorted(set(lines) - set(hints)), " ".join(hints) or None, body, received.ending)

    def with_field(self, old, new):
        """The head with a field, named by its beginning, in the place of another."""
        return self._replace(head=sorted([line for line in self.head if not line.startswith(old)] + [new]))


def request_bytes(path, fields=(), body=None):
    method = "GET" if body is None else "POST"
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


class Received(NamedTuple):
    data: bytes
    ending: str
    # How many bytes there were after each read, and when.
    reads: list


def receive(connection):
    """What comes up to the end of a response or of the connection."""
    data, ending, reads = b"", OPEN, []
    while ending == OPEN and not is_response(data):
        try:
            piece = connection.recv(65536)
            data += piece
            reads.append((len(data), time.monotonic()))
            if not piece:
                ending = end_of(connection)
        except TimeoutError:
            ending = TIMEOUT
        except ConnectionResetError:
            ending = RESET
        except EOFError:
            ending = NO_CLOSE_NOTIFY
    return Received(data, ending, reads)


def is_response(data):
    head, separator, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return head.startswith(b"HTTP/") and bool(separator and length) and len(body) >= int(length[1])


def end_of(connection):
    """How a connection ends from which nothing more comes: after close_notify, TCP's own end must follow."""
    if not isinstance(connection, Encrypted):
        return END
    try:
        return "bytes after close_notify" if connection.incoming.pending or connection.connection.recv(1) else END
    except OSError as error:
        return f"close_notify, then {type(error).__name__}"


def ask(connection, fault=None, path=PATH):
    connection.sendall(request_bytes(path, [f"X-Fault: {fault}"] if fault else []))
    return Wire.parsed(receive(connection))


def raw(endpoint, fault=None, path=PATH):
    with endpoint.connect() as connection:
        return ask(connection, fault, path)


def expect_wire(subject, seen, expected):
    for name, one, other in zip(Wire._fields, seen, expected):
        expect(subject, f"raw socket, {name},", one, other)


# Faults


class Expected(NamedTuple):
    """What curl and Python's libraries see, one or one of a set; and the rule's fault if it has more than a name."""

    curl: object
    http_client: object
    requests: object
    fault: object = None


GOOD = Expected(0, "application/json; charset=utf-8", "application/json; charset=utf-8")
SHORT = Expected(18, "IncompleteRead", "ChunkedEncodingError")
FAULTS = {
    "EMPTY_RESPONSE": Expected(52, "RemoteDisconnected", "ConnectionError"),
    "CLOSE_BEFORE_RESPONSE": Expected(52, "RemoteDisconnected", "ConnectionError"),
    # The second is what ssl.SSLSocket before Python 3.11.9 makes of a reset.
    "CONNECTION_RESET_BY_PEER": Expected(56, {"ConnectionResetError", "RemoteDisconnected"}, "ConnectionError"),
    "STALL": Expected(28, "TimeoutError", "ReadTimeout"),
    # Versions of curl differ: HTTP/0.9 is no protocol of theirs, or a weird reply.
    "RANDOM_DATA_THEN_CLOSE": Expected({1, 8}, "BadStatusLine", "ConnectionError"),
    "MALFORMED_RESPONSE_CHUNK": Expected(56, "IncompleteRead", "ChunkedEncodingError"),
    "CLOSE_AFTER_HEADERS": SHORT,
    "TRUNCATED_BODY": SHORT,
    "TRUNCATED_BODY at 0.6": SHORT._replace(fault={"kind": "TRUNCATED_BODY", "at": 0.6}),
    "WRONG_CONTENT_LENGTH": SHORT,
    "INVALID_JSON": Expected(0, "JSONDecodeError", "JSONDecodeError"),
    "WRONG_CONTENT_TYPE": Expected(0, "text/html; charset=utf-8", "text/html; charset=utf-8"),
    "SHORT_PAGE": GOOD,
}
FAULT_RULES = [header_rule(name, {"fault": expected.fault or name}) for name, expected in FAULTS.items()]


def expected_wire(fault, real):
    """What a fault makes of the real answer."""
    length = len(real.body)
    answer = real._replace(hint=Like(f"a hint with 'rule of {fault}'", lambda seen: f"rule of {fault}" in str(seen)))
    nothing = Wire([], None, b"", END)
    broken = answer._replace(ending=END)
    is_random = Like(f"{RANDOM_BYTES} random bytes", lambda seen: len(seen) == RANDOM_BYTES)
    is_no_chunk = Like("no chunk's size", lambda seen: seen and not re.match(rb"[0-9a-fA-F]+[ \t]*(;.*)?\r\n", seen))
    return {
        "EMPTY_RESPONSE": nothing,
        "CLOSE_BEFORE_RESPONSE": nothing,
        "CONNECTION_RESET_BY_PEER": nothing._replace(ending=RESET),
        "STALL": nothing._replace(ending=TIMEOUT),
        "RANDOM_DATA_THEN_CLOSE": nothing._replace(body=is_random),
        "MALFORMED_RESPONSE_CHUNK":
            broken.with_field("Content-Length:", "Transfer-Encoding: chunked")._replace(body=is_no_chunk),
        "CLOSE_AFTER_HEADERS": broken._replace(body=b""),
        "TRUNCATED_BODY": broken._replace(body=real.body[:int(length * 0.5)]),
        "TRUNCATED_BODY at 0.6": broken._replace(body=real.body[:int(length * 0.6)]),
        "WRONG_CONTENT_LENGTH": broken.with_field("Content-Length:", f"Content-Length: {length + 16}"),
        "INVALID_JSON": answer._replace(body=real.body[:-1] + b","),
        # Here the real answer has no rows; check_short_page asks for one that has.
        "SHORT_PAGE": answer,
        "WRONG_CONTENT_TYPE": answer.with_field("Content-Type:", "Content-Type: text/html; charset=utf-8"),
    }[fault]


def expect_clients(subject, endpoint, expected, **asked):
    """What curl and Python's libraries see."""
    expect(subject, "curl", curl(endpoint, **asked), expected.curl)
    expect(subject, "http.client", http_client(endpoint, **asked), expected.http_client)
    if requests:
        expect(subject, "requests", with_requests(endpoint, **asked), expected.requests)


def check_faults():
    with Server("faults", {"clock": FROZEN, "rules": FAULT_RULES}) as server:
        tasks = [(check_fault, endpoint, fault) for endpoint in server.endpoints for fault in FAULTS]
        run(tasks, workers=8)
        for endpoint in server.endpoints:
            expect_clients(f"no fault over {endpoint.scheme}", endpoint, GOOD)


def check_fault(endpoint, fault):
    subject = f"{fault} over {endpoint.scheme}"
    patience = PATIENCE_WITH_STALL if fault == "STALL" else PATIENCE
    expect_clients(subject, endpoint, FAULTS[fault], fault=fault, patience=patience)
    real = raw(endpoint)
    with endpoint.connect() as connection:
        connection.settimeout(patience)
        seen = ask(connection, fault)
        expect_wire(subject, seen, expected_wire(fault, real))
        if seen.ending == OPEN:
            expect_wire(f"{subject}, the next request on its connection", ask(connection), real)


def check_fault_without_body():
    """A real answer without a body, cut short: its head promises one byte that does not come."""
    with Server("answer without body", {"clock": FROZEN, "rules": FAULT_RULES}) as server:
        asked = {"fault": "TRUNCATED_BODY", "path": "/api/companies/x"}
        for endpoint in server.endpoints:
            subject = f"TRUNCATED_BODY of a 401 without body over {endpoint.scheme}"
            real = raw(endpoint, path=asked["path"])
            expect(subject, "raw socket, body without the fault,", real.body, b"")
            expected = expected_wire("TRUNCATED_BODY", real).with_field("Content-Length:", "Content-Length: 1")
            expect_wire(subject, raw(endpoint, **asked), expected)
            expect_clients(subject, endpoint, SHORT, **asked)


def check_short_page():
    """A page of fewer rows than there are, and nothing else wrong with it."""
    with Server("short page", {"extends": "default", "clock": FROZEN, "rules": FAULT_RULES}) as server:
        for endpoint in server.endpoints:
            subject = f"SHORT_PAGE of a search over {endpoint.scheme}"
            with endpoint.connect() as connection:
                fields = ["Content-Type: application/x-www-form-urlencoded"]
                connection.sendall(request_bytes("/connect/token", fields, CREDENTIALS))
                token = json.loads(Wire.parsed(receive(connection)).body)["access_token"]
                pages = []
                for more in [], ["X-Fault: SHORT_PAGE"]:
                    fields = search_fields(token) + more
                    connection.sendall(request_bytes("/api/companies/search", fields, search_body(1)))
                    seen = Wire.parsed(receive(connection))
                    expect(subject, "raw socket, ending,", seen.ending, OPEN)
                    pages.append(json.loads(seen.body)["data"])
            whole, short = pages
            expect(subject, "raw socket, rows,", short.pop("results"), whole.pop("results")[:2])
            expect(subject, "raw socket, all but the rows,", short, whole)


def check_random_data():
    """Random bytes differ from request to request, and come again from the same seed."""

    def sequence(seed):
        with Server("random data", {"seed": seed, "rules": FAULT_RULES}) as server:
            return [raw(endpoint, "RANDOM_DATA_THEN_CLOSE").body for endpoint in server.endpoints * 3]

    first, again, other = run([(sequence, 7), (sequence, 7), (sequence, 8)])
    expect("RANDOM_DATA_THEN_CLOSE", "raw socket, different ones of 6,", len(set(first)), 6)
    expect("RANDOM_DATA_THEN_CLOSE", "raw socket, the same seed again,", again, first)
    expect("RANDOM_DATA_THEN_CLOSE", "raw socket, those of another seed again,", len(set(first) & set(other)), 0)


def check_handshake_failure():
    rounds = 3
    count = rounds * (4 if requests else 3)
    rule = {"name": "no handshake", "when": {"first": count}, "then": {"fault": "TLS_HANDSHAKE_FAILURE"}}
    with Server("TLS_HANDSHAKE_FAILURE", {"clock": FROZEN, "rules": [rule]}) as server:
        plain, encrypted = server.endpoints
        subject = "TLS_HANDSHAKE_FAILURE over https"
        is_alert = Like("SSLError ...HANDSHAKE_FAILURE", lambda seen: re.match("SSLError .*HANDSHAKE_FAILURE", seen))
        for _ in range(rounds):
            expect(subject, "raw socket", answer_to_hello(encrypted), (HANDSHAKE_FAILURE_ALERT, END))
            expect_clients(subject, encrypted, Expected(35, is_alert, "SSLError"))
            expect_clients("TLS_HANDSHAKE_FAILURE over http", plain, GOOD)
        expect_clients(f"{subject}, afterwards", encrypted, GOOD)


def answer_to_hello(endpoint):
    """The bytes that answer a TLS client's first message, and the ending."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        endpoint.trust().wrap_bio(incoming, outgoing, server_hostname="127.0.0.1").do_handshake()
    except ssl.SSLWantReadError:
        pass
    with socket.create_connection(("127.0.0.1", endpoint.port), timeout=PATIENCE) as connection:
        connection.sendall(outgoing.read())
        received = receive(connection)
        return received.data, received.ending


# Delays

DELAY_SECONDS = 0.3
DELAYS = {
    "fixed": {"fixed": "300ms"},
    "before the body": {"fixed": "300ms", "before": "body"},
    "dribble": {"dribble": {"chunks": 4, "over": "300ms"}},
}
# A client that was kept waiting itself sees pieces joined that were sent apart; then it looks again.
ATTEMPTS = 5


def check_delays():
    rules = [header_rule(name, {"delay": delay}) for name, delay in DELAYS.items()]
    with Server("delays", {"clock": FROZEN, "rules": rules}) as server:
        run([(check_delay, endpoint, name) for endpoint in server.endpoints for name in DELAYS])


def check_delay(endpoint, name):
    subject = f"delay {name} over {endpoint.scheme}"
    real = raw(endpoint)
    for _ in range(ATTEMPTS):
        with endpoint.connect() as connection:
            start = time.monotonic()
            connection.sendall(request_bytes(PATH, [f"X-Fault: {name}"]))
            received = receive(connection)
        expect_wire(subject, Wire.parsed(received)._replace(hint=None), real)
        head_size = received.data.find(b"\r\n\r\n") + 4
        # The first byte that is late: the very first, the body's first, the very last.
        late = {"fixed": 0, "before the body": head_size, "dribble": len(received.data) - 1}[name]
        elapsed = next(at - start for size, at in received.reads if size > late)
        is_late = Like(f"{DELAY_SECONDS} or more", lambda seen: seen > DELAY_SECONDS - 1e-6)
        expect(subject, "raw socket, seconds to what is late,", elapsed, is_late)
        sizes = [size for size, _ in received.reads]
        has_head_alone = head_size in sizes
        body_reads = sum(size > head_size for size in sizes)
        if {"fixed": True, "before the body": has_head_alone, "dribble": body_reads > 1}[name]:
            return
    apart = Like("the head alone" if name == "before the body" else "two reads of the body", lambda _: False)
    expect(subject, "raw socket, sizes after each read,", sizes, apart)


# Replay

REPLAY_COUNT = 80
CREDENTIALS = b"grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret"
COMPANIES = ["xC5kfGz7w2Nz", "uB4jcFz9x1My", "D90mpNWdGSZx", "Kd8sVb1hZq6R"]


def check_replay():
    """The same requests in the same order fail alike from the same seed, over HTTPS too."""
    sessions = [("http", {}), ("http", {}), ("https", {}), ("http", {"seed": 2})]
    first, again, encrypted, other = run([(transcript, scheme, changes) for scheme, changes in sessions])
    for name, second in (("a second time", again), ("over https", encrypted)):
        different = [index for index in range(REPLAY_COUNT) if first[index] != second[index]]
        for index in different[:1]:
            expect(f"replay {name}, request {index + 1}", "raw socket", second[index], first[index])
        expect(f"replay {name}", "raw socket, requests answered otherwise,", len(different), 0)
    endings = {(data[9:12], ending) for data, ending in first}
    some = {(b"200", OPEN), (b"200", END), (b"500", OPEN), (b"", RESET)}
    expect("replay", "raw socket, kinds of outcome,", endings, some)
    changed = [one for one, two in zip(first, other) if one[0][9:12] != two[0][9:12] or one[1] != two[1]]
    expect("replay with another seed", "raw socket, outcomes that differ,", len(changed), Like("some", bool))


def transcript(scheme, changes):
    """What each request got, one connection each, to the last byte."""
    outcomes = []
    with Server("replay", {"extends": "flaky", "clock": FROZEN, **changes}) as server:
        endpoint = next(endpoint for endpoint in server.endpoints if endpoint.scheme == scheme)
        for index in range(REPLAY_COUNT):
            with endpoint.connect() as connection:
                connection.sendall(replayed_request(index, token if index else None))
                received = receive(connection)
            outcomes.append((received.data, received.ending))
            if index % 20 == 0:
                token = json.loads(received.data.partition(b"\r\n\r\n")[2])["access_token"]
    return outcomes


def replayed_request(index, token):
    if index % 20 == 0:
        return request_bytes("/connect/token", ["Content-Type: application/x-www-form-urlencoded"], CREDENTIALS)
    if index % 3 == 0:
        return request_bytes("/api/companies/search", search_fields(token), search_body(1 + index % 4))
    return request_bytes(f"/api/companies/{COMPANIES[index % len(COMPANIES)]}", search_fields(token)[:1])


def search_fields(token):
    return [f"Authorization: Bearer {token}", "Content-Type: application/json"]


def search_body(page):
    return json.dumps({"pageNumber": page, "pageSize": 5, "orderBy": "CompanyName", "ascending": True}).encode()


# Neighbours

FAULTY_CLIENTS, FAULTY_REQUESTS = 4, 60
GOOD_CLIENTS, LEAST_GOOD_REQUESTS, MOST_GOOD_REQUESTS = 4, 100, 5000
STALLED = 8


def check_neighbours():
    """Good clients on one event loop with faulty ones get every answer right."""
    scenario = {"extends": "default", "clock": FROZEN, "rules": FAULT_RULES}
    with Server("neighbours", scenario, "--workers", "1") as server, contextlib.ExitStack() as stack:
        stalled = [stack.enter_context(endpoint.connect()) for endpoint in server.endpoints * (STALLED // 2)]
        for connection in stalled:
            connection.sendall(request_bytes(PATH, ["X-Fault: STALL"]))
        # Good clients take their first answers, which they compare with later, before anything goes wrong.
        begin = threading.Barrier(GOOD_CLIENTS + 1, timeout=PATIENCE)
        is_over = threading.Event()
        good = [(good_client, server.endpoints[index % 2], begin, is_over) for index in range(GOOD_CLIENTS)]
        faulty = [(faulty_client, server.endpoints[index % 2]) for index in range(FAULTY_CLIENTS)]

        def all_faulty():
            begin.wait()
            try:
                run(faulty)
            finally:
                is_over.set()

        run([(all_faulty,), *good])
        for connection in stalled:
            expect("neighbours", "a stalled connection", state(connection), "nothing")


def faulty_client(endpoint):
    real = raw(endpoint)
    names = [name for name in FAULTS if name != "STALL"]
    for index in range(FAULTY_REQUESTS):
        fault = names[index % len(names)]
        subject = f"neighbours over {endpoint.scheme}, {fault}"
        expect(subject, "raw socket", raw(endpoint, fault), expected_wire(fault, real))


def good_client(endpoint, begin, is_over):
    connection = endpoint.http_connection()
    connection.request("POST", "/connect/token", CREDENTIALS, {"Content-Type": "application/x-www-form-urlencoded"})
    fields = dict(field.split(": ") for field in search_fields(json.load(connection.getresponse())["access_token"]))
    # From here on a connection that the server closes is an error, not a reason to open another.
    connection.auto_open = 0
    asked = [("GET", PATH, None), ("POST", "/api/companies/search", search_body(1))]
    asked += [("GET", f"/api/companies/{company}", None) for company in COMPANIES]

    def answer(method, path, body):
        connection.request(method, path, body, fields)
        response = connection.getresponse()
        return response.status, response.read()

    right = {path: answer(method, path, body) for method, path, body in asked}
    expect(f"neighbours over {endpoint.scheme}", "http.client", {status for status, _ in right.values()}, {200})
    begin.wait()
    count = 0
    while count < LEAST_GOOD_REQUESTS or not is_over.is_set() and count < MOST_GOOD_REQUESTS:
        method, path, body = asked[count % len(asked)]
        expect(f"neighbours over {endpoint.scheme}", f"http.client, {path},", answer(method, path, body), right[path])
        count += 1
    connection.close()


def state(connection):
    """What a connection has for its client at this moment."""
    connection.settimeout(0)
    try:
        return connection.recv(1) or "the end"
    except BlockingIOError:
        return "nothing"
    except OSError as error:
        return type(error).__name__


# All of it


def run(tasks, workers=None):
    """Does tasks, each a function and its arguments, at the same time; a task that breaks is a failure of its own."""

    def guarded(function, *arguments):
        try:
            return function(*arguments)
        except Broken:
            raise
        except Exception as error:
            values = [getattr(value, "scheme", value) for value in arguments]
            expect(" ".join([function.__name__, *map(str, values)]), "the check itself", repr(error), "no exception")
            raise Broken from error

    with concurrent.futures.ThreadPoolExecutor(workers or len(tasks)) as executor:
        futures = [executor.submit(guarded, *task) for task in tasks]
    return [future.result() for future in futures]


class Broken(Exception):
    """A check could not be done, which has been reported."""


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not requests:
        print("faults.py: skipped: requests, for it is missing or too old")
    try:
        run([
            (check_faults,), (check_delays,), (check_handshake_failure,), (check_fault_without_body,),
            (check_short_page,),
            (check_random_data,), (check_replay,), (check_neighbours,)])
    except Broken:
        pass
    count = next(check_count)
    if failures:
        print(f"faults.py: {len(failures)} of {count} checks failed")
        sys.exit(1)
    clients = "curl, http.client, requests" if requests else "curl, http.client"
    print(f"faults.py: {count} checks of faults, delays, replay and neighbours with {clients} and a raw socket")


if __name__ == "__main__":
    main()
