package io.hppgateway.admin.cli;

import java.util.List;

/** Something that the caller is told in words. */
final class CallException extends RuntimeException {
    static final int REFUSED = 1;
    static final int USAGE = 2;
    static final int NO_GATEWAY = 3;
    static final int NO_KEY = 4;

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<String> sentences;

    /** @param status of the process */
    CallException(int status, List<String> sentences) {
        super(String.join(" ", sentences), null, false, false);
        this.status = status;
        this.sentences = List.copyOf(sentences);
    }

    int status() {
        return status;
    }

    List<String> sentences() {
        return sentences;
    }
}
