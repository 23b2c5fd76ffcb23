package io.hppgateway.admin.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The operators' program. Exit status: 0 done, 1 the gateway refused it, 2 the call itself is wrong, 3 the gateway cannot be
 * reached or cannot do it now, 4 the admin key is missing or wrong.
 */
@Command(
        mixinStandardHelpOptions = true,
        name = "hppctl",
        description = "Changes tenants, accounts, keys and webhooks of a running hpp-gateway.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  HPP_ADMIN_URL        management port of the gateway, such as http://127.0.0.1:9090",
            "  HPP_ADMIN_KEY        the admin key, or",
            "  HPP_ADMIN_KEY_FILE   a file that holds it",
            "",
            "Exit status: 0 done, 1 refused, 2 wrong usage, 3 no gateway, 4 no valid admin key.",
            "Secrets come from files or standard input (-), never from arguments, where others see them."
        })
public final class Hppctl implements Session {
    private static final String DEFAULT_URL = "http://127.0.0.1:9090";

    private final Map<String, String> environment;

    @Option(
            names = "--url",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "Management port of the gateway; default: HPP_ADMIN_URL, or " + DEFAULT_URL + ".")
    private @Nullable String url;

    @Option(
            names = "--key-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "File that holds the admin key; default: HPP_ADMIN_KEY_FILE, or the key in HPP_ADMIN_KEY.")
    private @Nullable Path keyFile;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "table (the default) or json.")
    private Output.Format output = Output.Format.table;

    private Hppctl(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Ends the process with the status that the class comment tells. */
    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv()).execute(arguments));
    }

    static CommandLine commandLine(Map<String, String> environment) {
        var session = new Hppctl(environment);
        var line = new CommandLine(session)
                .addSubcommand(new TenantCommands(session))
                .addSubcommand(new AccountCommands(session))
                .addSubcommand(new KeyCommands(session))
                .addSubcommand(new PlatformKeyCommands(session))
                .addSubcommand(new WebhookCommands(session))
                .addSubcommand(new AuditCommand(session));
        line.addSubcommand(new Completion(line));
        tellVersion(line);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, at, parsed) -> tell(failure));
    }

    private static void tellVersion(CommandLine line) {
        line.getCommandSpec().version("hpp-gateway " + version());
        line.getSubcommands().values().forEach(Hppctl::tellVersion);
    }

    private static String version() {
        return Optional.ofNullable(Hppctl.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    private static int tell(Exception failure) {
        if (failure instanceof CallException expected) {
            expected.sentences().forEach(System.err::println);
            return expected.status();
        }
        System.err.println("hppctl failed: " + failure);
        return CallException.NO_GATEWAY;
    }

    @Override
    public AdminClient client() {
        String base =
                Optional.ofNullable(url).or(() -> variable("HPP_ADMIN_URL")).orElse(DEFAULT_URL);
        return new AdminClient(base, key());
    }

    private String key() {
        return Optional.ofNullable(keyFile)
                .or(() -> variable("HPP_ADMIN_KEY_FILE").map(Path::of))
                .map(Secrets::inFile)
                .or(() -> variable("HPP_ADMIN_KEY"))
                .orElseThrow(() -> new CallException(
                        CallException.NO_KEY, List.of("Set HPP_ADMIN_KEY or HPP_ADMIN_KEY_FILE, or give --key-file.")));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    @Override
    public Output output() {
        return new Output(output, System.out);
    }

    /** Prints what a shell needs to complete the words of this program. */
    @Command(
            mixinStandardHelpOptions = true,
            name = "completion",
            description = "Prints a completion script for bash and zsh: source <(hppctl completion)")
    private record Completion(CommandLine line) implements Runnable {
        @Override
        public void run() {
            System.out.println(AutoComplete.bash("hppctl", line));
        }
    }
}
