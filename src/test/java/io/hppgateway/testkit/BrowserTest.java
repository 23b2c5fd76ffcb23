package io.hppgateway.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, that drives a real browser: a parameter of type {@link Browser} is a fresh one, closed
 * after the test and pictured in {@code target/screenshots} when it fails. Where there is no Chromium the test is
 * skipped, and {@code target/skipped-browser-tests.txt} says so.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({BrowserPresent.class, BrowserParameter.class})
public @interface BrowserTest {}
