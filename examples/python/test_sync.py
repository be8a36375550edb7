import pytest
import requests
from sync import ResellerClient


@pytest.fixture
def client(world):
    return ResellerClient(world.url, world.client_id, world.client_secret)


def test_all_companies_are_copied(client, world):
    names = [row["companyName"] for row in client.companies()]
    assert "ACME LLC" in names
    assert len(names) == len(set(names))
    assert world.admin("POST", "requests/count", {"operation": "token"})["count"] == 1


def test_a_new_company_is_seen(client, world):
    me = world.admin("GET", "clients/" + world.client_id)["company"]
    new = {"resourceId": "Company0NEW1", "name": "Brand New", "parent": me}
    world.admin("POST", "companies", new)
    assert client.company("Company0NEW1")["name"] == "Brand New"


def test_an_expired_token_is_renewed_once(client, world):
    client.companies()
    world.admin("PUT", "clock", {"advance": "2h"})
    client.companies()
    assert world.admin("POST", "requests/count", {"operation": "token"})["count"] == 2


def test_a_refusal_is_waited_out(client, world):
    refusal = {"when": {"path": "/api/companies/search", "nth": 1},
               "then": {"answer": {"status": 429, "headers": {"Retry-After": "0"}}}}
    world.admin("PUT", "rules/busy", refusal)
    assert client.companies()
    assert world.admin("GET", "rules/busy")["firings"] == 1


@pytest.mark.scenario("role-downgrade")
def test_a_role_that_is_gone_is_an_error(client, world):
    client.companies()
    world.admin("PUT", "clock", {"advance": "2h"})  # The next token has another role.
    with pytest.raises(requests.HTTPError, match="403"):
        client.companies()
