package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who and what gets through the only door without a key. */
final class CallbackDoorTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    /** Klarna is silent here: the tests call back by hand. */
    @BeforeEach
    void silence() {
        kit.klarna().reset();
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
    }

    static JsonObject event(String session, String status) {
        return event(session, status, "2026-01-01T10:00:00.000Z");
    }

    static JsonObject event(String session, String status, String updatedAt) {
        return new JsonObject()
                .put("event_id", UUID.randomUUID().toString())
                .put(
                        "session",
                        new JsonObject()
                                .put("session_id", session)
                                .put("status", status)
                                .put("updated_at", updatedAt)
                                .put("expires_at", "2030-01-01T10:00:00.000Z"));
    }

    /** Nothing was accepted for these sessions: an honest event is the first that arrives. */
    private static void nothingCameIn(String session, String link) {
        assertThat(kit.nobody().post(link, event(session, "IN_PROGRESS")).status())
                .isEqualTo(200);
        var hook = kit.hooks().await("/acme", session, 1).get(0);
        assertThat(hook.type()).isEqualTo("session.in_progress");
        assertThat(hook.data().getInteger("sequence")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mac",
                "nonce",
                "tenant",
                "unknown tenant",
                "no mac",
                "empty mac",
                "two dots",
                "nothing",
                "base64"
            })
    void aLinkThatWasAlteredIs404AndNothingIsAccepted(String part) {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);

        var answer = kit.nobody().post(altered(link, part), event(session, "COMPLETED"));

        answer.isProblem(404, "NOT_FOUND");
        assertThat(kit.klarna().calls("GET", "/hpp/v1/sessions/" + session)).isEmpty();
        nothingCameIn(session, link);
    }

    private static String altered(String link, String part) {
        int dot = link.indexOf('.', link.indexOf("/callbacks/"));
        int query = link.indexOf('?');
        String mac = link.substring(dot + 1, query);
        return switch (part) {
            case "mac" -> link.replace("." + mac, "." + flip(mac));
            case "nonce" -> link.substring(0, dot - 22) + flip(link.substring(dot - 22, dot)) + link.substring(dot);
            case "tenant" -> link.replace("/acme/", "/globex/");
            case "unknown tenant" -> link.replace("/acme/", "/nobody/");
            case "no mac" -> link.replace("." + mac, "");
            case "empty mac" -> link.replace("." + mac, ".");
            case "two dots" -> link.replace("." + mac, "." + mac + "." + mac);
            case "nothing" -> link.substring(0, dot - 22) + "." + link.substring(query);
            default -> link.replace("." + mac, ".%21%21" + mac);
        };
    }

    private static String flip(String text) {
        return (text.charAt(0) == 'A' ? 'B' : 'A') + text.substring(1);
    }

    @Test
    void anotherTenantsLinkDoesNotOpenThisTenantsSession() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        kit.hosted(kit.globex());
        String globexLink = kit.callbackLink(session);

        kit.nobody().post(globexLink, event(session, "IN_PROGRESS")).isProblem(404, "NOT_FOUND");

        nothingCameIn(session, link);
        assertThat(kit.hooks().of("/globex", session)).isEmpty();
    }

    @Test
    void theLinkOfAnotherSessionOfTheSameTenantDoesNotOpenThisOne() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        kit.hosted(kit.acme());
        String otherLink = kit.callbackLink(session);

        kit.nobody().post(otherLink, event(session, "IN_PROGRESS")).isProblem(404, "NOT_FOUND");

        nothingCameIn(session, link);
    }

    @Test
    void aBodyAboutAnotherSessionThanTheLinkNamesIs404() {
        String other = kit.hosted(kit.acme());
        String otherLink = kit.callbackLink(other);
        String session = kit.hosted(kit.acme());

        kit.nobody()
                .post(kit.callbackLink(session), event(other, "IN_PROGRESS"))
                .isProblem(404, "NOT_FOUND");

        nothingCameIn(other, otherLink);
    }

    @Test
    void aGetOnALinkIs405() {
        String session = kit.hosted(kit.acme());

        kit.nobody().get(kit.callbackLink(session)).isProblem(405, "METHOD_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "null",
                "{\"session\":[]}",
                "{\"session\":\"COMPLETED\"}",
                "{\"event_id\":\"1\",\"event_id\":\"2\"}",
                "{} {}"
            })
    void aBodyThatIsNoObjectIs400AndNothingIsAccepted(String body) {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);

        kit.nobody().post(link, body).isProblem(400, "BAD_VALUE");

        nothingCameIn(session, link);
    }

    @Test
    void aBodyOf65KibIs413AndNothingIsAccepted() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        var big = event(session, "IN_PROGRESS").put("x", "a".repeat(65 * 1024));

        kit.nobody().post(link, big).isProblem(413, "REQUEST_TOO_LARGE");

        nothingCameIn(session, link);
    }

    @Test
    void aLargeBodyWithAForgedLinkIsNotEvenRead() {
        String session = kit.hosted(kit.acme());
        String forged = altered(kit.callbackLink(session), "mac");

        kit.nobody().post(forged, "a".repeat(1 << 20)).isProblem(404, "NOT_FOUND");
    }

    @Test
    void aBodyThatNamesNoSessionOnALinkThatNamesNoneIs400() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);

        kit.nobody().post(link.substring(0, link.indexOf('?')), "{}").isProblem(400, "BAD_VALUE");
    }

    @Test
    void aCallbackNeedsNoSidWhenItsBodyNamesTheSession() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);

        nothingCameIn(session, link.substring(0, link.indexOf('?')));
    }

    @Test
    void nothingOfTheInputComesBack() {
        String session = kit.hosted(kit.acme());
        var bodies = List.of(
                "<script>alert(1)</script>",
                "{\"<script>alert(1)</script>\":1,\"<script>alert(1)</script>\":2}",
                "{\"session\":{\"session_id\":\"<script>alert(1)</script>\",\"status\":\"COMPLETED\"}}");

        for (String body : bodies) {
            var answer = kit.nobody().post(kit.callbackLink(session), body);

            assertThat(answer.status()).isBetween(400, 499);
            assertThat(answer.text()).doesNotContain("script");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }
}
