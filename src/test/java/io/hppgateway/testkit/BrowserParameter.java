package io.hppgateway.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives a test that asks for a {@link Browser} one of its own, pictures it when the test fails, and closes it. */
final class BrowserParameter implements ParameterResolver, TestExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(BrowserParameter.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The store closes what it holds when the test is over.
        return context.getStore(NAMESPACE).computeIfAbsent(Browser.class, key -> Browser.open(), Browser.class);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        var browser = context.getStore(NAMESPACE).get(Browser.class, Browser.class);
        if (browser != null) {
            picture(browser, context, failure);
        }
        throw failure;
    }

    private static void picture(Browser browser, ExtensionContext context, Throwable failure) {
        try {
            browser.screenshot(
                    "failed-" + context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName());
        } catch (RuntimeException e) {
            failure.addSuppressed(e); // a browser that died must not hide why the test failed
        }
    }
}
