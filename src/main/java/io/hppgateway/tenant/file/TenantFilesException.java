package io.hppgateway.tenant.file;

import io.hppgateway.reload.RefusedException;
import java.nio.file.Path;
import java.util.List;

/** The tenant files have faults; the message lists every one. */
public final class TenantFilesException extends RefusedException {
    private static final long serialVersionUID = 1L;

    TenantFilesException(Path directory, List<String> faults) {
        super("The tenants in " + directory + " cannot be used:\n  " + String.join("\n  ", faults));
    }
}
