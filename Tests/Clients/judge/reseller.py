"""A client of the reseller API that behaves well, with the Python standard library alone.

It lists the companies a reseller manages and reads each of them, in parallel, and can create one. Each decision that a
criterion of `reseller-mock judge` looks at is a method or an attribute of its own, so that the clients in `broken/` can
get exactly one of them wrong.

Settings come from the environment: RESELLER_BASE_URL, RESELLER_CLIENT_ID, RESELLER_CLIENT_SECRET, RESELLER_TOKEN_URL
(BASE_URL/connect/token where it is missing) and RESELLER_CA_FILE (the system's authorities where it is missing).
"""
import argparse
import concurrent.futures
import email.utils
import http.client
import json
import os
import random
import ssl
import sys
import threading
import time
import urllib.parse


BOUNDARY = "a-boundary-that-no-name-has"
FORM_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


class Failed(Exception):
    """The work cannot be done; the text is for the operator."""


class Refused(Failed):
    """The API refused a request, and will again."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Broken(Exception):
    """No answer came, or none that can be used."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class ResellerClient:
    #: Seconds without a byte after which an answer is given up. Above the slowest answers that are to be expected.
    time_limit = 30
    #: How often a request is sent at most when it fails.
    most_attempts = 5
    #: The longest Retry-After, in seconds, that is waited out; beyond it the client fails instead.
    longest_wait = 60
    page_size = 25
    #: How often a list is read anew when it changes while it is read.
    most_readings = 5
    workers = 4
    accept = "application/json"
    json_type = "application/json"

    def __init__(self, environment=os.environ):
        self.base_url = environment["RESELLER_BASE_URL"].rstrip("/")
        self.token_url = environment.get("RESELLER_TOKEN_URL") or self.base_url + "/connect/token"
        self.credentials = environment["RESELLER_CLIENT_ID"], environment["RESELLER_CLIENT_SECRET"]
        self.tls = ssl.create_default_context(cafile=environment.get("RESELLER_CA_FILE") or None)
        self.connections = threading.local()
        self.token_lock = threading.Lock()
        self.cached_token, self.token_end = None, 0.0

    # What the program does

    def companies(self):
        """All companies, each with its details."""
        rows = self.list()
        with concurrent.futures.ThreadPoolExecutor(self.workers) as executor:
            return list(executor.map(self.company, rows))

    def company(self, row):
        detail = self.detail(row["companyResourceId"])
        return {"id": detail["resourceId"], "name": detail["name"], "users": detail.get("numberOfUsers")}

    def detail(self, resource_id):
        return self.call("GET", "/api/companies/" + urllib.parse.quote(resource_id))

    def create(self, name):
        """Creates a company once, also where the answer to the write is lost."""
        content = self.form_of(name, self.detail(self.page(1)["results"][0]["companyResourceId"]))
        for attempt in range(1, self.most_attempts + 1):
            try:
                return self.call("POST", "/api/companies", content, FORM_TYPE, is_safe=False)
            except Broken as broken:
                problem = broken
            time.sleep(self.pause(attempt))
            if self.is_there_after_all(name):
                return None
        raise Failed(f"{name} could not be created: {problem}")

    def is_there_after_all(self, name):
        return self.exists(name)

    def form_of(self, name, model):
        """The form of a new company in the manner of another one."""
        fields = {"Name": name, "NumberOfUsers": 100}
        for member in ("IndustryResourceId", "CountryResourceId", "LicenseTypeResourceId", "LicensePeriodTypeResourceId",
                       "TimeZoneId", "DateFormat", "TimeFormat"):
            fields[member] = model.get(member[0].lower() + member[1:]) or ""
        parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
                 for key, value in fields.items()]
        return "".join(parts + [f"--{BOUNDARY}--\r\n"]).encode()

    def exists(self, name):
        """Whether there is such a company: the look that comes before a write is sent again."""
        item = {"FieldName": "CompanyName", "Operator": "=", "Value": name}
        groups = [{"Condition": "AND", "FilterItems": [item], "FilterGroups": []}]
        found = self.page(1, filter={"Condition": "AND", "SearchInputTextValue": "", "FilterGroups": groups})
        return found["totalNumberOfRecords"] > 0

    # Pages

    def list(self):
        """Every row once. A list that changes while it is read is read anew."""
        for _ in range(self.most_readings):
            rows = self.reading()
            if rows is not None:
                return rows
        raise Failed(f"the list changed in each of {self.most_readings} readings")

    def reading(self):
        """All rows, or None where the list changed meanwhile."""
        first = self.page(1)
        rows = list(first["results"])
        for number in self.further_pages(first["totalNumberOfPages"]):
            page = self.page(number)
            if self.is_changed(first, page):
                return None
            rows += page["results"]
        return rows if self.are_complete(rows, first) else None

    def further_pages(self, count):
        return range(2, count + 1)

    def is_changed(self, first, page):
        return page["totalNumberOfRecords"] != first["totalNumberOfRecords"]

    def are_complete(self, rows, first):
        return len({row["companyResourceId"] for row in rows}) == len(rows) == first["totalNumberOfRecords"]

    def page(self, number, **more):
        body = {"pageNumber": number, "pageSize": self.page_size, "orderBy": "CompanyName", "ascending": True, **more}
        data = self.call("POST", "/api/companies/search", json.dumps(body).encode(), self.json_type)
        if not isinstance(data.get("results"), list):
            raise Failed(f"page {number} has no list of results")
        return data

    # Calls

    def call(self, method, path, content=None, content_type=None, is_safe=True):
        """The `data` of an answer. Where it is not safe to send twice, Broken is raised when the answer is lost."""
        fields = {"Accept": self.accept}
        if content_type is not None:
            fields["Content-Type"] = content_type
        answer = self.authorized(method, self.base_url + path, fields, content, is_safe)
        data = answer.get("data")
        if not isinstance(data, dict):
            raise Failed(f"{method} {path} answered without data")
        return data

    def authorized(self, method, url, fields, content, is_safe):
        """Sends with a token; when it is refused, once more with a new one."""
        token = self.token()
        try:
            return self.sent_patiently(method, url, self.with_token(fields, token), content, is_safe)
        except Refused as refused:
            if refused.status != 401:
                raise
        return self.after_refused_token(token, method, url, fields, content, is_safe)

    def after_refused_token(self, refused, method, url, fields, content, is_safe):
        token = self.renewed(refused)
        return self.sent_patiently(method, url, self.with_token(fields, token), content, is_safe)

    def with_token(self, fields, token):
        return {**fields, "Authorization": "Bearer " + token}

    # Tokens

    def token(self):
        with self.token_lock:
            if not self.is_token_alive():
                self.fetch_token()
            return self.cached_token

    def renewed(self, refused):
        """A token in the place of a refused one. Of many threads that come with the same one, the first fetches."""
        with self.token_lock:
            if self.cached_token == refused:
                self.fetch_token()
            return self.cached_token

    def is_token_alive(self):
        return self.cached_token is not None and time.monotonic() < self.token_end

    def fetch_token(self):
        client_id, secret = self.credentials
        form = {"grant_type": "client_credentials", "scope": "api1", "client_id": client_id, "client_secret": secret}
        fields = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        asked = time.monotonic()
        answer = self.sent_patiently("POST", self.token_url, fields, urllib.parse.urlencode(form).encode(), True)
        lifetime = answer["expires_in"]
        # Its own clock and expires_in, for the server's clock may be another; a little early, but not half of its life.
        self.token_end = asked + lifetime - min(30, max(1, lifetime / 10))
        self.cached_token = answer["access_token"]

    # Retries

    def sent_patiently(self, method, url, fields, content, is_safe):
        """The JSON of a good answer; sent again after failures that may be over the next time."""
        for attempt in range(1, self.most_attempts + 1):
            try:
                answer = self.sent(method, url, fields, content)
                if 200 <= answer.status < 300:
                    return self.checked_json(answer)
                problem = f"{method} {url.partition('?')[0]} was answered {answer.status}"
                if not self.is_worth_repeating(answer.status):
                    raise Refused(answer.status, problem)
                wait = self.told_wait(answer.headers)
            except Broken as broken:
                if not is_safe:
                    raise
                problem, wait = f"{method} {url.partition('?')[0]}: {broken}", None
            if wait is not None and wait > self.longest_wait:
                raise Failed(f"{problem}, to come back in {wait:.0f} s")
            if attempt < self.most_attempts:
                time.sleep(self.pause(attempt) if wait is None else wait)
        raise Failed(f"{problem}, {self.most_attempts} times")

    def is_worth_repeating(self, status):
        return status == 429 or status >= 500 and status != 501

    def pause(self, attempt):
        """Seconds before the next attempt: twice as long each time, and random, so that clients do not keep step."""
        return min(10, 0.2 * 2 ** (attempt - 1)) * random.uniform(0.75, 1.25)

    def told_wait(self, headers):
        """Seconds that Retry-After says, in either form."""
        value = (headers.get("Retry-After") or "").strip()
        return self.seconds_form(value) if value.isdecimal() else self.date_form(value, headers.get("Date"))

    def seconds_form(self, value):
        return int(value)

    def date_form(self, value, now):
        """From the answer's Date to the date, for the server's clock may be another than ours."""
        try:
            until = email.utils.parsedate_to_datetime(value).timestamp()
            since = email.utils.parsedate_to_datetime(now).timestamp() if now else time.time()
        except (TypeError, ValueError):
            return None
        # Dates have no parts of a second.
        return max(0, until - since) + 1

    # One request

    def sent(self, method, url, fields, content):
        parts = urllib.parse.urlsplit(url)
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        connection = self.connection(parts.scheme, parts.netloc)
        try:
            connection.request(method, target, content, fields)
            response = connection.getresponse()
            # Raises IncompleteRead where fewer bytes come than Content-Length or the last chunk promised.
            body = self.whole_body(response)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise Broken(repr(error)) from error
        self.finished(connection)
        return Answer(response.status, response.headers, body)

    def whole_body(self, response):
        return response.read()

    def connection(self, scheme, host):
        """This thread's connection to a host, opened once."""
        opened = self.connections.__dict__
        if (scheme, host) not in opened:
            if scheme == "https":
                opened[scheme, host] = http.client.HTTPSConnection(host, timeout=self.time_limit, context=self.tls)
            else:
                opened[scheme, host] = http.client.HTTPConnection(host, timeout=self.time_limit)
        return opened[scheme, host]

    def finished(self, connection):
        """The connection stays open for the next request."""

    def checked_json(self, answer):
        media_type = answer.headers.get_content_type()
        if media_type != "application/json":
            raise Broken(f"the answer is {media_type}")
        try:
            value = json.loads(answer.body)
        except ValueError as error:
            raise Broken(f"the answer is no JSON: {error}") from error
        if not isinstance(value, dict):
            raise Broken("the answer is no object")
        return value


def main(client_type):
    parser = argparse.ArgumentParser(description="Lists the companies of a reseller as JSON.")
    parser.add_argument("--rounds", type=int, default=1, help="how often")
    parser.add_argument("--pause", type=float, default=0, help="seconds between rounds")
    parser.add_argument("--page-size", type=int, help="rows of a page")
    parser.add_argument("--time-limit", type=float, help="seconds without a byte after which an answer is given up")
    parser.add_argument("--create", metavar="NAME", help="create a company first")
    options = parser.parse_args()
    try:
        client = client_type()
        client.page_size = options.page_size or client.page_size
        client.time_limit = options.time_limit or client.time_limit
        if options.create:
            client.create(options.create)
        for count in range(options.rounds):
            if count:
                time.sleep(options.pause)
            companies = client.companies()
        print(json.dumps(companies, indent=1, ensure_ascii=False))
    except KeyError as missing:
        sys.exit(f"{sys.argv[0]}: the environment has no {missing}")
    except (Failed, Broken) as problem:
        sys.exit(f"{sys.argv[0]}: {problem}")
