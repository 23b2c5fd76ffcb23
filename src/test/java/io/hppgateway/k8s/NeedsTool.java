package io.hppgateway.k8s;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, that runs programs of the machine. Where one is missing the test is skipped, and {@code
 * target/skipped-tools.txt} says so.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ToolPresent.class)
@interface NeedsTool {
    /** Names on the PATH. */
    String[] value();

    /** The Debian packages that have them. */
    String debian();
}
