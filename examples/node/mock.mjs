// The mock that `reseller-mock run -- node --test` serves, and a world of it for each test.
// Over HTTPS the API and /__admin have addresses of their own.
const { RESELLER_MOCK_URL: door, RESELLER_BASE_URL: url = door, RESELLER_MOCK_ADMIN_TOKEN: token } = process.env;
if (!door) throw new Error('run the tests with: reseller-mock run -- node --test');

async function call(method, path, body) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(door + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export async function makeWorld(scenario = 'default') {
  const { id, clients: [client] } = await call('POST', '/__admin/worlds', { scenario });
  return {
    url, clientId: client.clientId, clientSecret: client.clientSecret,
    // Asks or changes the mock in this world, such as admin('PUT', 'clock', { advance: '1h' }).
    admin: (method, path, body) => call(method, `/__admin/worlds/${id}/${path}`, body),
  };
}
