package dev.sluice.app.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option that was not given gets its value from: first the variable {@code SLUICE_ADMIN_PORT}, then {@code admin-port} of the settings
 * file, then the option's own default. The file is one flat YAML mapping; its keys are the long names of the flags. The file itself is named by
 * {@code --settings} or {@code SLUICE_SETTINGS}.
 */
public final class Settings implements IDefaultValueProvider {
    /** Separates the values of an option that may be repeated, once they are one text; no flag's value holds a line break. */
    public static final String SEPARATOR = "\n";

    private static final String PREFIX = "SLUICE_";
    /** Read by the launcher or by this class, and no option's. */
    private static final Set<String> OTHER_VARIABLES = Set.of("SLUICE_SETTINGS", "SLUICE_JAVA_OPTS", "SLUICE_CORPORA", "SLUICE_CI",
            "SLUICE_KUBECTL_120");

    private final Map<String, String> variables;
    private final String path;
    private final Map<String, List<String>> file;

    private Settings(Map<String, String> variables, String path, Map<String, List<String>> file) {
        // Empty is how scripts and manifests write that a variable is not set; as a folder it would be the current one.
        this.variables = variables.entrySet().stream().filter(one -> !one.getValue().isEmpty())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        this.path = path;
        this.file = Map.copyOf(file);
    }

    /**
     * @param environment the process's variables
     * @param known whether some command has an option of this long name, without dashes
     * @throws Failure if the settings file cannot be read or names what is no option
     */
    public static Settings from(List<String> arguments, Map<String, String> environment, Predicate<String> known) {
        String path = named(arguments);
        if (path == null) path = environment.get(PREFIX + "SETTINGS");
        return path == null || path.isEmpty()
                ? new Settings(environment, "", Map.of())
                : new Settings(environment, path, read(Path.of(path), known));
    }

    /** Variables that look like ours and are no option: most likely a slip of the pen. */
    public List<String> unknownVariables(Predicate<String> known) {
        return variables.keySet().stream().filter(name -> name.startsWith(PREFIX)).filter(name -> !OTHER_VARIABLES.contains(name))
                .filter(name -> !known.test(optionOf(name))).sorted().toList();
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) return null;
        String name = nameOf(option);
        String variable = variables.get(variableOf(name));
        if (variable != null) return option.isMultiValue() ? variable.replace(",", SEPARATOR) : variable;
        List<String> values = file.get(name);
        return values == null ? null : String.join(SEPARATOR, values);
    }

    /** Where the value of an option that stands on no command line came from, in words; empty if it is the option's own default. */
    public String originOf(OptionSpec option) {
        String name = nameOf(option);
        if (variables.containsKey(variableOf(name))) return "environment variable " + variableOf(name);
        return file.containsKey(name) ? "'" + name + "' of settings file " + path : "";
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static String variableOf(String name) {
        return PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String optionOf(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static @Nullable String named(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith("--settings=")) return arguments.get(i).substring("--settings=".length());
            if (arguments.get(i).equals("--settings") && i + 1 < arguments.size()) return arguments.get(i + 1);
        }
        return null;
    }

    private static Map<String, List<String>> read(Path path, Predicate<String> known) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readString(path));
        } catch (JacksonException e) {
            throw new Failure("settings file " + path + " is no YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new Failure("settings file " + path + " cannot be read", e);
        }
        if (!root.isObject()) throw new Failure("settings file " + path + " must be a mapping of flags to values, as 'admin-port: 9443'");
        var settings = new TreeMap<String, List<String>>();
        var unknown = new ArrayList<String>();
        root.properties().forEach(entry -> {
            if (!known.test(entry.getKey())) unknown.add(entry.getKey());
            settings.put(entry.getKey(), values(path, entry.getKey(), entry.getValue()));
        });
        if (!unknown.isEmpty()) throw new Failure("settings file " + path + " names what is no flag: " + String.join(", ", unknown));
        return settings;
    }

    private static List<String> values(Path path, String key, JsonNode value) {
        if (value.isArray()) {
            var all = new ArrayList<String>();
            value.forEach(one -> all.add(scalar(path, key, one)));
            return all;
        }
        if (value.isObject()) {
            var pairs = new ArrayList<String>();
            value.properties().forEach(entry -> pairs.add(entry.getKey() + "=" + scalar(path, key, entry.getValue())));
            return List.of(String.join(",", pairs));
        }
        return List.of(scalar(path, key, value));
    }

    private static String scalar(Path path, String key, JsonNode value) {
        if (!value.isValueNode() || value.isNull())
            throw new Failure("settings file " + path + ": the value of '" + key + "' must be a text or number");
        return value.asText();
    }
}
