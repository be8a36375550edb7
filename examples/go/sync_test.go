package sync

import (
	"strings"
	"testing"
)

func TestAllCompaniesAreCopied(t *testing.T) {
	t.Parallel()
	world := newWorld(t, "default")
	companies, err := world.client().Companies()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, company := range companies {
		names[company.Name] = true
	}
	if !names["ACME LLC"] || len(names) != len(companies) {
		t.Errorf("got %v", companies)
	}
	if count := world.count("token"); count != 1 {
		t.Errorf("%d tokens were asked for", count)
	}
}

func TestAnExpiredTokenIsRenewedOnce(t *testing.T) {
	t.Parallel()
	world := newWorld(t, "default")
	client := world.client()
	if _, err := client.Companies(); err != nil {
		t.Fatal(err)
	}
	world.admin("PUT", "clock", map[string]any{"advance": "2h"}, nil)
	if _, err := client.Companies(); err != nil {
		t.Fatal(err)
	}
	if count := world.count("token"); count != 2 {
		t.Errorf("%d tokens were asked for", count)
	}
}

func TestARoleThatIsGoneIsAnError(t *testing.T) {
	t.Parallel()
	world := newWorld(t, "role-downgrade")
	client := world.client()
	if _, err := client.Companies(); err != nil {
		t.Fatal(err)
	}
	world.admin("PUT", "clock", map[string]any{"advance": "2h"}, nil) // The next token has another role.
	if _, err := client.Companies(); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("got %v", err)
	}
}
