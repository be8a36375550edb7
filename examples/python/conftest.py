"""A mock for the whole run, and a world of it for each test: credentials, data, clock and rules of its own."""
import json
import os
import subprocess
import urllib.request

import pytest


class World:
    """What a test sees of the mock."""

    def __init__(self, url, door, scenario):
        self.url, self._door = url, door
        made = self._call("POST", "/__admin/worlds", {"scenario": scenario})
        self._tree = "/__admin/worlds/" + made["id"]
        client = made["clients"][0]
        self.client_id, self.client_secret = client["clientId"], client["clientSecret"]

    def admin(self, method, path, body=None):
        """Asks or changes the mock in this world, such as admin("PUT", "clock", {"advance": "1h"})."""
        return self._call(method, f"{self._tree}/{path}", body)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if token := os.environ.get("RESELLER_MOCK_ADMIN_TOKEN"):
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(self._door + path, data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def mock():
    """The addresses of the API and of /__admin: those of `reseller-mock run -- pytest`, else of a mock of this process's own."""
    if "RESELLER_MOCK_URL" in os.environ:
        door = os.environ["RESELLER_MOCK_URL"]
        yield os.environ.get("RESELLER_BASE_URL", door), door
        return
    program = os.environ.get("RESELLER_MOCK", "reseller-mock")
    server = subprocess.Popen([program, "serve", "--quiet", "--port", "0"], stdout=subprocess.PIPE, text=True)
    url = server.stdout.readline().split()[-1]
    yield url, url
    server.terminate()
    server.wait()


@pytest.fixture
def world(mock, request):
    """A world of its own; `@pytest.mark.scenario("rate-limited")` says of what scenario."""
    marker = request.node.get_closest_marker("scenario")
    made = World(*mock, marker.args[0] if marker else "default")
    yield made
    made._call("DELETE", made._tree)


def pytest_configure(config):
    config.addinivalue_line("markers", "scenario(name): the bundled scenario of the test's world")
