// Copies the companies of a reseller: a small client of the API, as yours may be.
export class ResellerClient {
  #token;

  constructor({ url, clientId, clientSecret }) {
    Object.assign(this, { url, clientId, clientSecret });
  }

  async companies() {
    const rows = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const query = { pageNumber: page, pageSize: 50, orderBy: 'CompanyName', ascending: true };
      const { data } = await this.#send('POST', '/api/companies/search', query);
      rows.push(...data.results);
      pages = data.totalNumberOfPages;
    }
    return rows;
  }

  async #send(method, path, content, isRepeat = false) {
    this.#token ??= await this.#authorize();
    const headers = { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' };
    const answer = await fetch(this.url + path, { method, headers, body: content && JSON.stringify(content) });
    if (answer.status === 401 && !isRepeat) {
      this.#token = undefined;
      return this.#send(method, path, content, true);
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.json();
  }

  async #authorize() {
    const form = new URLSearchParams({
      grant_type: 'client_credentials', scope: 'api1', client_id: this.clientId, client_secret: this.clientSecret,
    });
    const answer = await fetch(`${this.url}/connect/token`, { method: 'POST', body: form });
    if (!answer.ok) throw new Error(`no token: ${answer.status}`);
    return (await answer.json()).access_token;
  }
}
