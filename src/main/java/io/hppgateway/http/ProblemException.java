package io.hppgateway.http;

/** Carries a {@link Problem} to the place that answers; has no stack trace, it is an answer and not a fault of ours. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.status() + " " + problem.code() + " " + problem.messages(), null, false, false);
        this.problem = problem;
    }

    /** The answer to give. */
    public Problem problem() {
        return problem;
    }
}
