import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Copies the companies of a reseller: a small client of the API, as yours may be. */
class ResellerClient {
    private final HttpClient http;
    private final String url, clientId, clientSecret;
    private String token;

    ResellerClient(HttpClient http, String url, String clientId, String clientSecret) {
        this.http = http;
        this.url = url;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** The names of all companies that the reseller manages, page by page. */
    List<String> companies() throws IOException, InterruptedException {
        var names = new ArrayList<String>();
        for (int page = 1, pages = 1; page <= pages; page += 1) {
            String query = "{\"pageNumber\":%d,\"pageSize\":50,\"orderBy\":\"CompanyName\",\"ascending\":true}".formatted(page);
            String answer = send("/api/companies/search", query);
            names.addAll(Json.all(answer, "companyName"));
            pages = Integer.parseInt(Json.one(answer, "totalNumberOfPages"));
        }
        return names;
    }

    private String send(String path, String body) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt += 1) {
            if (token == null) token = authorize();
            var answer = http.send(
                HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
            if (answer.statusCode() != 401 || attempt > 1) return content(answer);
            token = null;
        }
    }

    private String authorize() throws IOException, InterruptedException {
        String form = "grant_type=client_credentials&scope=api1"
            + "&client_id=" + URLEncoder.encode(clientId, StandardCharsets.UTF_8)
            + "&client_secret=" + URLEncoder.encode(clientSecret, StandardCharsets.UTF_8);
        var answer = http.send(
            HttpRequest.newBuilder(URI.create(url + "/connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)).build(),
            BodyHandlers.ofString());
        return Json.one(content(answer), "access_token");
    }

    private static String content(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != 200) throw new IOException(answer.uri().getPath() + ": " + answer.statusCode());
        return answer.body();
    }
}
