package io.hppgateway.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OutputTest {
    private static final String CLEARS_THE_SCREEN = "shop\u001b[2J\u009b2J\nroot  ACTIVE\u2028\u202eyrruc";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Output output =
            new Output(Output.Format.table, new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void whatATenantWroteSteersNoTerminal() {
        var webhook = new JsonObject().put("id", "hook").put("description", CLEARS_THE_SCREEN);

        output.rows(new JsonObject().put("data", new JsonArray().add(webhook)), "id", "description");
        output.object(webhook.copy().put("events", new JsonArray().add("a\u0007")));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "ID    DESCRIPTION",
                        "hook  shop\ufffd[2J\ufffd2J\ufffdroot  ACTIVE\ufffd\ufffdyrruc",
                        "id           hook",
                        "description  shop\ufffd[2J\ufffd2J\ufffdroot  ACTIVE\ufffd\ufffdyrruc",
                        "events       a\ufffd");
    }

    @Test
    void aTableWithinHasEveryFieldThatOneOfItsRowsHas() {
        var keys = new JsonArray()
                .add(new JsonObject().put("id", "old"))
                .add(new JsonObject().put("id", "new").put("expires_at", "2027-01-01"));

        output.object(new JsonObject().put("keys", keys));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("", "keys", "ID   EXPIRES AT", "old  -", "new  2027-01-01");
    }
}
