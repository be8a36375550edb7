// The vendor page's session with node's fetch against a running reseller-mock.
// Usage: node client.mjs BASE_URL      (the default scenario)
import assert from "node:assert/strict";

const base = process.argv[2].replace(/\/$/, "");

async function token(client_id, client_secret) {
  const body = new URLSearchParams({ grant_type: "client_credentials", scope: "api1", client_id, client_secret });
  const response = await fetch(`${base}/connect/token`, { method: "POST", body });
  assert.equal(response.status, 200);
  return (await response.json()).access_token;
}

function call(path, bearer, body) {
  const headers = bearer ? { Authorization: `Bearer ${bearer}` } : {};
  if (body) headers["Content-Type"] = "application/json";
  return fetch(base + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
}

const page = { pageNumber: 1, pageSize: 10, orderBy: "CreateTime", ascending: false };
const reseller = await token("reseller-client", "reseller-secret");
const search = await call("/api/companies/search", reseller, page);
assert.equal(search.status, 200);
const rows = (await search.json()).data.results;
assert.ok(rows.length > 1);

const details = await Promise.all(rows.map((row) => call(`/api/companies/${row.companyResourceId}`, reseller)));
for (const [index, detail] of details.entries()) {
  assert.equal(detail.status, 200);
  assert.equal((await detail.json()).data.name, rows[index].name);
}

const known = `/api/companies/${rows[0].resourceId}`;
assert.equal((await call(known)).status, 401);
assert.equal((await call("/api/companies/Unknown00000", reseller)).status, 404);
assert.equal((await call(known, await token("company-admin-client", "company-admin-secret"))).status, 403);
const other = await token("other-reseller-client", "other-reseller-secret");
const theirs = (await (await call("/api/companies/search", other, page)).json()).data.results[0].resourceId;
assert.equal((await call(`/api/companies/${theirs}`, reseller)).status, 403);
console.log("client.mjs: all checks passed");
