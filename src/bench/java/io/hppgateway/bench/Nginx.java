package io.hppgateway.bench;

import java.nio.file.Path;

/** The configurations of nginx and HAProxy. */
final class Nginx {
    /** Every answer with an id of its own, since the gateway keeps a record of each session. 960 bytes with the padding. */
    private static final String ANSWER =
            """
            {"session_id":"$session","session_url":"http://127.0.0.1:%1$d/hpp/v1/sessions/$session",\
            "qr_code_url":"https://pay.klarna.example/eu/hpp/payments/$session/qr",\
            "redirect_url":"https://pay.klarna.example/eu/hpp/payments/$session",\
            "distribution_url":"http://127.0.0.1:%1$d/hpp/v1/sessions/$session/distribution",\
            "manual_identification_check_url":"http://127.0.0.1:%1$d/hpp/v1/sessions/$session/manual-id-check",\
            "distribution_module":{"token":"eyJhbGciOiJSUzI1NiJ9","standalone_url":"https://pay.klarna.example/module",\
            "generation_url":"http://127.0.0.1:%1$d/hpp/v1/sessions/$session/distribution-module"},\
            "expires_at":"2099-01-01T00:00:00.000Z","padding":"%2$s"}""";

    private static final int LENGTH = 960;
    // "$session" becomes a UUID.
    private static final int ID = 36 - "$session".length();

    private Nginx() {}

    private static String answer(int port) {
        String bare = ANSWER.formatted(port, "");
        int ids = bare.split("\\$session", -1).length - 1;
        return ANSWER.formatted(port, "x".repeat(LENGTH - bare.length() - ids * ID));
    }

    private static String main(Path raw, String name) {
        return """
                daemon off;
                worker_processes auto;
                pid %1$s/%2$s.pid;
                error_log %1$s/%2$s.error.log;
                events { worker_connections 4096; }
                """.formatted(raw, name);
    }

    private static String http(Path raw) {
        return """
                access_log off;
                keepalive_requests 1000000000;
                client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fcgi;
                uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                """.formatted(raw);
    }

    /** Klarna for creates, and on another port a receiver of webhooks that counts. */
    static String upstream(Path raw, int port, int sinkPort) {
        return main(raw, "upstream") + "http {\n" + http(raw) + """
                map $request_id $session {
                  "~^(?<a>.{8})(?<b>.{4})(?<c>.{4})(?<d>.{4})(?<e>.{12})$" $a-$b-$c-$d-$e;
                }
                server {
                  listen 127.0.0.1:%1$d reuseport;
                  default_type application/json;
                  location / { return 201 '%3$s'; }
                }
                server {
                  listen 127.0.0.1:%2$d;
                  location / { return 204; }
                  location = /status { stub_status; }
                }
                }
                """.formatted(port, sinkPort, answer(port));
    }

    static String proxy(Path raw, int port, int upstream) {
        return main(raw, "nginx") + "http {\n" + http(raw) + """
                upstream klarna { server 127.0.0.1:%2$d; keepalive 256; keepalive_requests 1000000000; }
                server {
                  listen 127.0.0.1:%1$d reuseport;
                  location / {
                    proxy_pass http://klarna;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Authorization "%3$s";
                  }
                }
                }
                """.formatted(port, upstream, Lab.CREDENTIAL);
    }

    static String haproxy(int port, int upstream) {
        return """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                frontend tenants
                  bind 127.0.0.1:%1$d
                  default_backend klarna
                backend klarna
                  http-reuse always
                  http-request set-header Authorization "%3$s"
                  server klarna 127.0.0.1:%2$d
                """.formatted(port, upstream, Lab.CREDENTIAL);
    }
}
