"""Reads and verifies the journal with the Python package `wiremock`, unchanged.

Usage: wiremock_client.py URL
"""
import sys
import urllib.error
import urllib.parse
import urllib.request

from wiremock.client import (
    GlobalSetting, GlobalSettings, Mappings, NearMisses, NearMissMatchPatternRequest, Requests, Scenarios)
from wiremock.constants import Config

url = sys.argv[1]
Config.base_url = f"{url}/__admin"

Requests.reset_request_journal()
form = urllib.parse.urlencode(
    dict(grant_type="client_credentials", client_id="reseller-client", client_secret="reseller-secret"))
urllib.request.urlopen(f"{url}/connect/token", form.encode()).read()
try:
    urllib.request.urlopen(f"{url}/api/nothing?a=1")
except urllib.error.HTTPError as error:
    assert error.code == 404, error

everything = Requests.get_all_received_requests()
assert everything.meta.total == 2, everything
assert [request.request.method for request in everything.requests] == ["GET", "POST"]
one = Requests.get_request(everything.requests[0].id)
assert one.request.url == "/api/nothing?a=1", one

pattern = NearMissMatchPatternRequest(method="POST", url_path="/connect/token")
assert Requests.get_matching_request_count(pattern).count == 1
found = Requests.get_matching_requests(pattern)
assert [request.method for request in found.requests] == ["POST"], found
assert len(Requests.get_unmatched_requests().requests) == 1
assert Requests.get_unmatched_requests_near_misses().near_misses == []
near = NearMisses.find_nearest_misses_by_request_pattern(NearMissMatchPatternRequest(method="POST", url_path="/connect/tokens"))
assert near.near_misses, near

GlobalSettings.update_global_settings(GlobalSetting(fixed_delay=1))
Mappings.reset_mappings()
Scenarios.reset_all_scenarios()
Requests.reset_request_journal()
assert Requests.get_all_received_requests().meta.total == 0
print("the package wiremock reads and verifies the journal")
