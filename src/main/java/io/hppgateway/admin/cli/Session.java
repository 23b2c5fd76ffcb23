package io.hppgateway.admin.cli;

/** What a command works with; known only when the arguments are. */
interface Session {
    /**
     * Whom to call.
     *
     * @throws CallException when there is no admin key
     */
    AdminClient client();

    /** How to tell what came of it. */
    Output output();
}
