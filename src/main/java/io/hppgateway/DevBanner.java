package io.hppgateway;

import java.util.Map;
import java.util.stream.Collectors;

/** What DevMain prints: what to click, and what to paste into a shell. */
record DevBanner(DevStack stack, Map<String, String> keys, String redisUrl) {
    private static final String ORDER = """
            {"purchase_country":"SE","purchase_currency":"SEK","locale":"en-SE","order_amount":19900,\
            "order_tax_amount":3980,"order_lines":[{"name":"Lantern","quantity":1,"unit_price":19900,\
            "tax_rate":2500,"total_amount":19900,"total_tax_amount":3980}]}""";
    private static final String SESSION_ID = "sed -n 's/.*\"session_id\":\"\\([^\"]*\\)\".*/\\1/p'";

    String text() {
        return """

                hpp-gateway runs, with everything around it. Ctrl-C stops it.

                  Demo shop         %s   buy something here
                  Klarna sandbox    %s   outbox, sessions, calls received
                  Gateway           %s   what a tenant calls instead of Klarna
                  Management        %s   /health/ready /metrics /docs
                  Redis             %s

                  Tenants and their API keys
                %s

                  Operators onboard tenants while it runs, by /admin/v1 on the management port; the admin key is in conf/dev/admin-key
                    curl -s -H "Authorization: Bearer $(cat conf/dev/admin-key)" %s/admin/v1/tenants
                    HPP_ADMIN_URL=%s HPP_ADMIN_KEY_FILE=conf/dev/admin-key target/hpp-gateway/bin/hppctl tenants list   (after mvn package)

                  A purchase by hand; paste these three lines one after the other:

                %s
                """.formatted(
                        stack.shopUrl(),
                        stack.sandboxUrl(),
                        stack.gatewayUrl(),
                        stack.managementUrl(),
                        redisUrl.replaceAll("//[^@/]*@", "//***@"),
                        keys.entrySet().stream()
                                .map(e -> "    %-8s %s".formatted(e.getKey(), e.getValue()))
                                .collect(Collectors.joining("\n")),
                        stack.managementUrl(),
                        stack.managementUrl(),
                        curls());
    }

    /** Create both sessions, pay as the consumer would, see the webhook. */
    String curls() {
        String key = keys.values().iterator().next();
        String call = "curl -s -H 'Authorization: Bearer " + key + "' -H 'Content-Type: application/json' ";
        String klarna = stack.gatewayUrl();
        return """
                KP=$(%1$s-d '%2$s' %3$s/payments/v1/sessions | %4$s); HPP=$(%1$s-d "{\\"payment_session_url\\":\\"%3$s/payments/v1/sessions/$KP\\"}" %3$s/hpp/v1/sessions | %4$s); echo "HPP session $HPP"
                curl -s -d '{"action":"pay"}' %5$s/sandbox/v1/sessions/$HPP/actions; sleep 1; echo
                curl -s "%6$s/received?session=$HPP"; echo
                """.formatted(call, ORDER, klarna, SESSION_ID, stack.sandboxUrl(), stack.shopUrl());
    }
}
