import static com.github.tomakehurst.wiremock.client.WireMock.*;

import com.github.tomakehurst.wiremock.client.VerificationException;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Reads and verifies the journal with WireMock's own client, unchanged. */
public class WireMockClient {
    public static void main(String[] arguments) throws Exception {
        var base = URI.create(arguments[0]);
        configureFor(base.getHost(), base.getPort());
        reset();
        var http = HttpClient.newHttpClient();
        var form = "grant_type=client_credentials&client_id=reseller-client&client_secret=reseller-secret";
        http.send(
            HttpRequest.newBuilder(base.resolve("/connect/token")).header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Trace", "a").header("X-Trace", "b").POST(HttpRequest.BodyPublishers.ofString(form)).build(),
            HttpResponse.BodyHandlers.ofString());
        http.send(HttpRequest.newBuilder(base.resolve("/api/nothing?a=1")).build(), HttpResponse.BodyHandlers.ofString());

        verify(1, postRequestedFor(urlPathEqualTo("/connect/token")).withHeader("X-Trace", equalTo("b")));
        verify(getRequestedFor(urlPathMatching("/api/.*")).withQueryParam("a", equalTo("1")));
        verify(0, anyRequestedFor(anyUrl()).withHeader("X-None", containing("x")));
        List<LoggedRequest> found = findAll(postRequestedFor(urlMatching("/connect/t.*")));
        check(found.size() == 1 && found.get(0).getBodyAsString().contains("sha256:"), "findAll");
        var events = getAllServeEvents();
        check(events.size() == 2 && events.get(1).getResponse().getStatus() == 200, "getAllServeEvents");
        check(findUnmatchedRequests().size() == 1, "findUnmatchedRequests");
        check(findNearMissesFor(postRequestedFor(urlPathEqualTo("/connect/tokens"))).size() > 0, "findNearMissesFor");
        check(findNearMissesForAllUnmatched().isEmpty(), "findNearMissesForAllUnmatched");
        try {
            verify(3, postRequestedFor(urlPathEqualTo("/connect/token")));
            check(false, "verify(3)");
        } catch (VerificationException expected) {
            check(expected.getMessage().contains("3"), "the message");
        }
        setGlobalFixedDelay(1);
        check(WireMock.getAllScenarios().isEmpty(), "getAllScenarios");
        resetAllScenarios();
        removeServeEvent(events.get(0).getId());
        check(getAllServeEvents().size() == 1, "removeServeEvent");
        resetAllRequests();
        check(getAllServeEvents().isEmpty(), "resetAllRequests");
        check(listAllStubMappings().getMappings().isEmpty(), "listAllStubMappings");
        reset();
        System.out.println("WireMock's client for Java reads and verifies the journal");
    }

    private static void check(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }
}
