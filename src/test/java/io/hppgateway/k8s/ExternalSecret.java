package io.hppgateway.k8s;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** The External Secrets Operator's kind, as far as we use it; https://external-secrets.io/latest/api/externalsecret/. */
record ExternalSecret(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
    record Spec(String refreshInterval, Store secretStoreRef, Target target, List<Entry> data) {}

    record Store(String kind, String name) {}

    record Target(String name, String creationPolicy) {}

    record Entry(String secretKey, Remote remoteRef) {}

    record Remote(String key, String property) {}
}
