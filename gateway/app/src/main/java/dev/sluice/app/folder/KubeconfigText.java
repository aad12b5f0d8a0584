package dev.sluice.app.folder;

import dev.sluice.certs.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A kubeconfig: where the admin API is, whom to trust, who one is. Holds a private key. */
public final class KubeconfigText {
    private KubeconfigText() {}

    /**
     * @param user name of the entry; the certificate says who it is
     * @param authorityPem roots of the API's certificate
     */
    public static String of(String serverUrl, String authorityPem, String user, Credential credential) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: sluice
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: %s
                  user:
                    client-certificate-data: %s
                    client-key-data: %s
                contexts:
                - name: sluice
                  context:
                    cluster: sluice
                    user: %s
                    namespace: default
                current-context: sluice
                """.formatted(serverUrl, base64(authorityPem), user, base64(credential.chainPem()), base64(credential.namedKeyPem()), user);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
