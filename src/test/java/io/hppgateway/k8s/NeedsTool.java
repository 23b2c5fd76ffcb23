package io.hppgateway.k8s;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, that runs a program of the machine. Where the program is missing the test is skipped, and {@code
 * target/skipped-tools.txt} says so.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(NeedsTool.Several.class)
@ExtendWith(ToolPresent.class)
@interface NeedsTool {
    /** Its name on the PATH. */
    String value();

    /** The Debian package that has it. */
    String debian();

    /** What a repeated annotation becomes. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(ToolPresent.class)
    @interface Several {
        NeedsTool[] value();
    }
}
