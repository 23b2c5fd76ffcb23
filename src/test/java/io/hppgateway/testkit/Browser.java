package io.hppgateway.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with a profile of its own, which is gone when it is closed. Nothing is downloaded for it. */
public final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    /** Long enough for a loaded build machine; a condition that comes true ends the wait at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<String> FLAGS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars");

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** Starts one; fails where {@link BrowserTest} would skip. */
    public static Browser open() {
        var programs = Programs.onPath();
        var browser = programs.first(Programs.BROWSERS).orElseThrow();
        // With both programs named, Selenium has nothing left to look for or to fetch.
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(
                        programs.first(Programs.DRIVERS).orElseThrow().toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        var profile = temporaryProfile();
        var options = new ChromeOptions().setBinary(browser.toFile()).addArguments(FLAGS);
        options.addArguments("--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        try {
            return new Browser(new ChromeDriver(service, options), profile);
        } catch (RuntimeException e) {
            delete(profile);
            throw e;
        }
    }

    /** For what this class has no word for. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Shows pages as a screen of this size does, in CSS pixels, also below the width a window can have. */
    public Browser size(int width, int height) {
        driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        return this;
    }

    /** Opens a page and waits until it has loaded. */
    public Browser go(String url) {
        driver.get(url);
        return this;
    }

    /** The first element of this CSS selector, as soon as it can be seen. */
    public WebElement visible(String selector) {
        return waiting().until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(selector)));
    }

    /** Clicks what this CSS selector names, as soon as it can be clicked. */
    public Browser click(String selector) {
        var target = waiting().until(ExpectedConditions.elementToBeClickable(By.cssSelector(selector)));
        driver.executeScript("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target);
        target.click();
        return this;
    }

    /** The visible text of what this CSS selector names, now. */
    public String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    /** Waits until the element's visible text is this. */
    public Browser awaitText(String selector, String text) {
        waiting().until(ExpectedConditions.textToBe(By.cssSelector(selector), text));
        return this;
    }

    /** Waits until the address contains this. */
    public Browser awaitUrl(String part) {
        waiting().until(ExpectedConditions.urlContains(part));
        return this;
    }

    /** Whether the page is wider than its window, so that people have to scroll sideways. */
    public boolean overflows() {
        return Boolean.TRUE.equals(driver.executeScript(
                "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    /** Errors in the console since the last call: scripts, blocked resources, failed requests. */
    public List<String> consoleErrors() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Fails when there was an error in the console since the last look. */
    public void assertNoConsoleErrors() {
        var errors = consoleErrors();
        if (!errors.isEmpty()) {
            throw new AssertionError("errors in the browser's console: " + errors);
        }
    }

    /** The whole page as it looks now, in {@code target/screenshots/<name>.png}. */
    public Path screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            var file = SCREENSHOTS.resolve(name.replaceAll("[^A-Za-z0-9._-]+", "-") + ".png");
            return Files.write(file, wholePage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] wholePage() {
        var answer = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        return answer.get("data") instanceof String data
                ? Base64.getDecoder().decode(data)
                : driver.getScreenshotAs(OutputType.BYTES);
    }

    private WebDriverWait waiting() {
        var wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50));
        wait.ignoring(StaleElementReferenceException.class);
        return wait;
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            delete(profile);
        }
    }

    private static Path temporaryProfile() {
        try {
            return Files.createTempDirectory("browser-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // Chromium's last process may still be writing; the system's own cleaning of /tmp has the rest.
        }
    }
}
