import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** JUnit 5 and the JDK's own client against the mock over HTTPS. */
class SyncTest {
    @Test void allCompaniesAreCopied() throws Exception {
        try (var world = new World("default")) {
            assertTrue(world.client().companies().contains("ACME LLC"));
            assertEquals(1, world.count("token"));
        }
    }

    @Test void anExpiredTokenIsRenewedOnce() throws Exception {
        try (var world = new World("default")) {
            var client = world.client();
            client.companies();
            world.admin("PUT", "clock", "{\"advance\":\"2h\"}");
            client.companies();
            assertEquals(2, world.count("token"));
        }
    }

    @Test void aRoleThatIsGoneIsAnError() throws Exception {
        try (var world = new World("role-downgrade")) {
            var client = world.client();
            client.companies();
            world.admin("PUT", "clock", "{\"advance\":\"2h\"}"); // The next token has another role.
            var error = assertThrows(IOException.class, client::companies);
            assertTrue(error.getMessage().contains("403"), error.getMessage());
        }
    }
}
