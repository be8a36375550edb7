package sync

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"testing"
)

// World is a test's own part of the mock that `reseller-mock run -- go test` serves: data, clock, rules and journal.
type World struct {
	ID      string
	Clients []struct{ ClientID, ClientSecret string }
	t       *testing.T
}

func newWorld(t *testing.T, scenario string) *World {
	t.Helper()
	world := &World{t: t}
	world.call("POST", "/__admin/worlds", map[string]any{"scenario": scenario}, world)
	t.Cleanup(func() { world.call("DELETE", "/__admin/worlds/"+world.ID, nil, nil) })
	return world
}

// admin asks or changes the mock in this world, such as admin("PUT", "clock", map[string]any{"advance": "1h"}, nil).
func (w *World) admin(method, path string, content, into any) {
	w.t.Helper()
	w.call(method, "/__admin/worlds/"+w.ID+"/"+path, content, into)
}

// count returns how many requests for an operation the world got.
func (w *World) count(operation string) int {
	w.t.Helper()
	var answer struct{ Count int }
	w.admin("POST", "requests/count", map[string]any{"operation": operation}, &answer)
	return answer.Count
}

// client is the program under test with this world's credentials; over HTTPS it trusts the mock's CA alone.
func (w *World) client() *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if file := os.Getenv("RESELLER_CA_FILE"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &Client{
		URL: os.Getenv("RESELLER_BASE_URL"), ID: w.Clients[0].ClientID, Secret: w.Clients[0].ClientSecret,
		HTTP: &http.Client{Transport: transport},
	}
}

func (w *World) call(method, path string, content, into any) {
	w.t.Helper()
	base := os.Getenv("RESELLER_MOCK_URL")
	if base == "" {
		w.t.Fatal("run the tests with: reseller-mock run -- go test ./...")
	}
	body, err := json.Marshal(content)
	if err != nil {
		w.t.Fatal(err)
	}
	request, err := http.NewRequest(method, base+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token := os.Getenv("RESELLER_MOCK_ADMIN_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	if into == nil {
		into = new(any)
	}
	if err := read(answer, into); err != nil {
		w.t.Fatal(err)
	}
}
