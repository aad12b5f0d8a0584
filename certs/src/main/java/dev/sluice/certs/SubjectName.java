package dev.sluice.certs;

import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** A name that a server certificate answers to. */
public sealed interface SubjectName {
    /** A DNS name, or a wildcard for one label: {@code *.example.com}. */
    record Dns(String name) implements SubjectName {
        private static final Pattern NAME = Pattern
                .compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*");

        public Dns {
            if (name.length() > 253 || !NAME.matcher(name).matches()) throw new IllegalArgumentException("'" + name + "' is no DNS name");
        }
    }

    /** An address as a literal, version 4 or 6. */
    record Ip(String address) implements SubjectName {
        public Ip {
            if (!IPAddress.isValid(address)) throw new IllegalArgumentException("'" + address + "' is no IP address");
        }
    }

    /** An address if {@code text} is one, else a DNS name. */
    static SubjectName of(String text) {
        return IPAddress.isValid(text) ? new Ip(text) : new Dns(text);
    }

    /** The form of RFC 5280 section 4.2.1.6. */
    default GeneralName toGeneralName() {
        return switch (this) {
            case Dns dns -> new GeneralName(GeneralName.dNSName, dns.name());
            case Ip ip -> new GeneralName(GeneralName.iPAddress, ip.address());
        };
    }
}
