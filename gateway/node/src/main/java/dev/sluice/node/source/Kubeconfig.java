package dev.sluice.node.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.certs.ClientSubject;
import dev.sluice.certs.Credential;
import dev.sluice.certs.Pem;
import dev.sluice.certs.PemException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;

/** Reads what a node needs of a kubeconfig: server, its authority and a client certificate, of the current context. */
public final class Kubeconfig {
    private static final String USER_PREFIX = "sluice:node:";

    private Kubeconfig() {}

    /**
     * The certificate's common name is the instance's name, with or without {@code sluice:node:} in front.
     *
     * @throws IOException if the file cannot be read or lacks a part; the message says which, and never quotes a key
     */
    public static ApiSettings read(Path file) throws IOException {
        JsonNode config;
        try {
            config = new YAMLMapper().readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": permission denied", e);
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": not YAML, at line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()));
        }
        JsonNode context = named(file, config, "contexts", config.path("current-context").asText("")).path("context");
        JsonNode cluster = named(file, config, "clusters", context.path("cluster").asText("")).path("cluster");
        JsonNode user = named(file, config, "users", context.path("user").asText("")).path("user");
        try {
            var credential = Credential.read(data(file, user, "client-certificate"), data(file, user, "client-key"));
            String name = ClientSubject.of(credential.leaf()).user();
            return new ApiSettings(URI.create(cluster.path("server").asText("")),
                    Pem.readCertificates(data(file, cluster, "certificate-authority")), credential,
                    name.startsWith(USER_PREFIX) ? name.substring(USER_PREFIX.length()) : name);
        } catch (PemException | IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage());
        }
    }

    private static JsonNode named(Path file, JsonNode config, String list, String name) throws IOException {
        for (JsonNode one : config.path(list)) {
            if (one.path("name").asText("").equals(name)) return one;
        }
        throw new IOException(file + ": no entry '" + name + "' among " + list);
    }

    /** The text under {@code key-data}, or of the file under {@code key}; a relative path is relative to the kubeconfig. */
    private static String data(Path file, JsonNode of, String key) throws IOException {
        if (of.path(key + "-data").isTextual())
            return new String(Base64.getMimeDecoder().decode(of.path(key + "-data").asText()), StandardCharsets.UTF_8);
        if (of.path(key).isTextual()) return Files.readString(file.toAbsolutePath().resolveSibling(of.path(key).asText()));
        throw new IOException(file + ": neither " + key + "-data nor " + key + " is given");
    }
}
