package io.hppgateway;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is read again while the gateway runs.
 *
 * @param interval time between two looks at a file; zero for none
 * @param callbackKeys the file that holds them, if one does
 * @param keyset the file that holds it, if one does
 */
record ReloadSettings(Duration interval, Optional<Path> callbackKeys, Optional<Path> keyset) {}
