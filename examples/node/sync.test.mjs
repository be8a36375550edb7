import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeWorld } from './mock.mjs';
import { ResellerClient } from './sync.mjs';

test('all companies are copied', async () => {
  const world = await makeWorld();
  const names = (await new ResellerClient(world).companies()).map((row) => row.companyName);
  assert.ok(names.includes('ACME LLC'));
  assert.equal((await world.admin('POST', 'requests/count', { operation: 'token' })).count, 1);
});

test('an expired token is renewed once', async () => {
  const world = await makeWorld();
  const client = new ResellerClient(world);
  await client.companies();
  await world.admin('PUT', 'clock', { advance: '2h' });
  await client.companies();
  assert.equal((await world.admin('POST', 'requests/count', { operation: 'token' })).count, 2);
});

test('an outage is an error', async () => {
  const world = await makeWorld();
  await world.admin('PUT', 'rules/down', { when: { path: '/api/companies/search' }, then: { answer: { status: 503 } } });
  await assert.rejects(new ResellerClient(world).companies(), /503/);
});
