package dev.sluice.admin.auth;

import dev.sluice.certs.ClientSubject;
import java.security.cert.X509Certificate;
import java.util.List;

/** Who asks. */
public sealed interface Caller {
    String ADMINS = "sluice:admins";
    String NODES = "sluice:nodes";

    /** As history, messages and logs name him. */
    String name();

    List<String> groups();

    /** No client certificate was presented. */
    record Anonymous() implements Caller {
        @Override
        public String name() { return "system:anonymous"; }

        @Override
        public List<String> groups() { return List.of("system:unauthenticated"); }
    }

    record User(String name, List<String> groups) implements Caller {
        public User {
            groups = List.copyOf(groups);
        }
    }

    /**
     * A member of the fleet.
     *
     * @param id name of its GatewayInstance
     */
    record Node(String id) implements Caller {
        @Override
        public String name() { return "sluice:node:" + id; }

        @Override
        public List<String> groups() { return List.of(NODES); }
    }

    /**
     * Reads a certificate whose chain the TLS handshake has verified: the common name is the user, each organisation a group, as in Kubernetes. A
     * node's common name is its id, with or without the prefix {@code sluice:node:}. A certificate of both groups speaks for an administrator.
     */
    static Caller of(X509Certificate verified) {
        ClientSubject subject = ClientSubject.of(verified);
        String user = subject.user();
        if (subject.groups().contains(NODES) && !subject.groups().contains(ADMINS)) {
            String id = user.startsWith("sluice:node:") ? user.substring("sluice:node:".length()) : user;
            return id.isEmpty() ? new Anonymous() : new Node(id);
        }
        return user.isEmpty() ? new Anonymous() : new User(user, subject.groups());
    }
}
