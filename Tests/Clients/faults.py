#!/usr/bin/env python3
"""What curl and Python's http.client see of each fault of a running reseller-mock.

Usage: faults.py COMMAND...     (the command that serves, such as .build/debug/reseller-mock)
"""
import http.client
import json
import subprocess
import sys
import tempfile
import urllib.parse

# The fault, curl's exit codes, and the exceptions of http.client or what else it makes of it.
FAULTS = {
    "EMPTY_RESPONSE": ({52}, (http.client.RemoteDisconnected,)),
    "CLOSE_BEFORE_RESPONSE": ({52}, (http.client.RemoteDisconnected,)),
    "CONNECTION_RESET_BY_PEER": ({52, 56}, (ConnectionResetError,)),
    "RANDOM_DATA_THEN_CLOSE": ({1, 8, 52, 56}, (http.client.BadStatusLine, http.client.LineTooLong)),
    "MALFORMED_RESPONSE_CHUNK": ({56}, (http.client.IncompleteRead, ValueError)),
    "CLOSE_AFTER_HEADERS": ({18}, (http.client.IncompleteRead,)),
    "TRUNCATED_BODY": ({18}, (http.client.IncompleteRead,)),
    "WRONG_CONTENT_LENGTH": ({18}, (http.client.IncompleteRead,)),
    "STALL": ({28}, (TimeoutError,)),
    "INVALID_JSON": ({0}, (json.JSONDecodeError,)),
    "WRONG_CONTENT_TYPE": ({0}, ("text/html; charset=utf-8",)),
}


def main():
    failures = 0
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        rules = [
            {"name": name, "when": {"headers": {"X-Fault": name}}, "then": {"fault": name}} for name in FAULTS
        ]
        json.dump({"version": 1, "rules": rules}, file)
        file.flush()
        server = subprocess.Popen(
            sys.argv[1:] + ["serve", "--quiet", "--port", "0", "--scenario", file.name], stdout=subprocess.PIPE, text=True)
        try:
            url = server.stdout.readline().split()[-1]
            for name, (codes, outcomes) in FAULTS.items():
                for client, seen, good in (("curl", curl(url, name), codes), ("http.client", python(url, name), outcomes)):
                    if not any(seen == one or (isinstance(one, type) and isinstance(seen, one)) for one in good):
                        failures += 1
                        print(f"faults.py: {name}: {client} saw {seen!r}, expected one of {good}")
            # A server that has done all this still answers.
            if curl(url, "NONE") != 0:
                failures += 1
                print("faults.py: a request without a fault fails")
        finally:
            server.terminate()
            server.wait()
    if failures:
        sys.exit(1)
    print(f"faults.py: {len(FAULTS)} faults seen by curl and http.client")


def curl(url, name):
    command = ["curl", "-s", "-o", "/dev/null", "--max-time", "1", "-H", f"X-Fault: {name}"]
    return subprocess.run(command + [url + "/.well-known/openid-configuration"]).returncode


def python(url, name):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=1)
    try:
        connection.request("GET", "/.well-known/openid-configuration", headers={"X-Fault": name})
        response = connection.getresponse()
        body = response.read()
        json.loads(body)
        return response.headers["Content-Type"]
    except Exception as error:
        return error
    finally:
        connection.close()


if __name__ == "__main__":
    main()
