import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A test's own part of the mock that {@code reseller-mock run} serves: credentials, data, clock, rules and journal. */
class World implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    final String clientId, clientSecret;
    private final String tree;

    World(String scenario) throws IOException, InterruptedException {
        String made = call("POST", "/__admin/worlds", "{\"scenario\":\"" + scenario + "\"}");
        tree = "/__admin/worlds/" + Json.one(made, "id");
        clientId = Json.one(made, "clientId");
        clientSecret = Json.one(made, "clientSecret");
    }

    /** Asks or changes the mock in this world, such as {@code admin("PUT", "clock", "{\"advance\":\"1h\"}")}. */
    String admin(String method, String path, String body) throws IOException, InterruptedException {
        return call(method, tree + "/" + path, body);
    }

    /** How many requests for an operation the world got. */
    int count(String operation) throws IOException, InterruptedException {
        return Integer.parseInt(Json.one(admin("POST", "requests/count", "{\"operation\":\"" + operation + "\"}"), "count"));
    }

    /** The program under test with this world's credentials. */
    ResellerClient client() throws IOException, GeneralSecurityException {
        var http = HttpClient.newBuilder().sslContext(trusting(Path.of(System.getenv("RESELLER_CA_FILE")))).build();
        return new ResellerClient(http, System.getenv("RESELLER_BASE_URL"), clientId, clientSecret);
    }

    @Override public void close() throws IOException {
        try {
            call("DELETE", tree, "");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Trusts the mock's certificate authority, and nobody else. */
    static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var input = Files.newInputStream(file)) {
            store.setCertificateEntry("mock", CertificateFactory.getInstance("X.509").generateCertificate(input));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String call(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(System.getenv("RESELLER_MOCK_URL") + path))
            .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        String token = System.getenv("RESELLER_MOCK_ADMIN_TOKEN");
        if (token != null) request.header("Authorization", "Bearer " + token);
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IOException(method + " " + path + ": " + answer.body());
        return answer.body();
    }
}
