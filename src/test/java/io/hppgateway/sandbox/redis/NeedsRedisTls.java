package io.hppgateway.sandbox.redis;

import io.hppgateway.testkit.SkippedTools;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A class of tests whose redis-server speaks TLS. Where it was built without, the tests are skipped, and {@code
 * target/skipped-tools.txt} says so.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRedisTls.Present.class)
public @interface NeedsRedisTls {
    /** Tries it. */
    final class Present implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isPresent() || ServerTls.isPossible()) {
                return ConditionEvaluationResult.enabled("redis-server speaks TLS");
            }
            return SkippedTools.skip(context, "the redis-server of this machine was built without TLS");
        }
    }
}
