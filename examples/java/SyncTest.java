import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The JDK's own client against the mock over HTTPS:
 * {@code reseller-mock run --tls -- java SyncTest.java}. With JUnit, what main does goes into a method with {@code @Test}.
 */
public class SyncTest {
    public static void main(String[] arguments) throws Exception {
        String url = System.getenv("RESELLER_BASE_URL");
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(System.getenv("RESELLER_CA_FILE"))).build();

        String form = "grant_type=client_credentials&scope=api1"
            + "&client_id=" + encoded(System.getenv("RESELLER_CLIENT_ID"))
            + "&client_secret=" + encoded(System.getenv("RESELLER_CLIENT_SECRET"));
        String grant = client.send(
            HttpRequest.newBuilder(URI.create(url + "/connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)).build(),
            BodyHandlers.ofString()).body();
        String token = member(grant, "access_token");

        String query = "{\"pageNumber\":1,\"pageSize\":10,\"orderBy\":\"CompanyName\",\"ascending\":true}";
        var page = client.send(
            HttpRequest.newBuilder(URI.create(url + "/api/companies/search")).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(query)).build(),
            BodyHandlers.ofString());
        check(page.statusCode() == 200, "search: " + page.statusCode());
        check(page.body().contains("\"companyName\":\"ACME LLC\""), "ACME LLC is missing: " + page.body());
        System.out.println("ok");
    }

    /** Trusts the mock's certificate authority, and nobody else. */
    static SSLContext trusting(String file) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var input = Files.newInputStream(Path.of(file))) {
            store.setCertificateEntry("mock", CertificateFactory.getInstance("X.509").generateCertificate(input));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static String encoded(String text) { return URLEncoder.encode(text, StandardCharsets.UTF_8); }

    static String member(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        check(matcher.find(), "no " + name + " in " + json);
        return matcher.group(1);
    }

    static void check(boolean holds, String problem) {
        if (!holds) throw new AssertionError(problem);
    }
}
