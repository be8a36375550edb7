// Package sync copies the companies of a reseller: a small client of the API, as yours may be.
package sync

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

type Client struct {
	URL, ID, Secret string
	HTTP            *http.Client
	token           string
}

type Company struct {
	ResourceID string `json:"companyResourceId"`
	Name       string `json:"companyName"`
}

// Companies returns all companies that the reseller manages, page by page.
func (c *Client) Companies() ([]Company, error) {
	var companies []Company
	for page, pages := 1, 1; page <= pages; page++ {
		query := map[string]any{"pageNumber": page, "pageSize": 50, "orderBy": "CompanyName", "ascending": true}
		var answer struct {
			Data struct {
				TotalNumberOfPages int
				Results            []Company
			}
		}
		if err := c.send("POST", "/api/companies/search", query, &answer); err != nil {
			return nil, err
		}
		companies = append(companies, answer.Data.Results...)
		pages = answer.Data.TotalNumberOfPages
	}
	return companies, nil
}

// send asks with a token, and once more with a new one where the first is refused.
func (c *Client) send(method, path string, content, into any) error {
	body, err := json.Marshal(content)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		if c.token == "" {
			if err := c.authorize(); err != nil {
				return err
			}
		}
		request, err := http.NewRequest(method, c.URL+path, bytes.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+c.token)
		request.Header.Set("Content-Type", "application/json")
		answer, err := c.HTTP.Do(request)
		if err != nil {
			return err
		}
		if answer.StatusCode == http.StatusUnauthorized && attempt == 1 {
			answer.Body.Close()
			c.token = ""
			continue
		}
		return read(answer, into)
	}
}

func (c *Client) authorize() error {
	answer, err := c.HTTP.PostForm(c.URL+"/connect/token", url.Values{
		"grant_type": {"client_credentials"}, "scope": {"api1"}, "client_id": {c.ID}, "client_secret": {c.Secret},
	})
	if err != nil {
		return err
	}
	var grant struct {
		Token string `json:"access_token"`
	}
	err = read(answer, &grant)
	c.token = grant.Token
	return err
}

func read(answer *http.Response, into any) error {
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s", answer.Request.Method, answer.Request.URL.Path, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}
