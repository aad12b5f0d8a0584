package dev.sluice.resources.check;

/** Ports and protocols wherever they stand. */
final class PortChecks {
    private PortChecks() {}

    static void number(Findings findings, String field, int port) {
        if (!Addresses.isPort(port)) findings.add(CheckCode.BAD_PORT, field, "port " + port + " is outside 1..65535");
    }

    /** Empty means that the protocol is found out. */
    static void optionalProtocol(Findings findings, String field, String protocol) {
        if (!protocol.isEmpty()) protocol(findings, field, protocol);
    }

    static void protocol(Findings findings, String field, String protocol) {
        if (!Protocols.isKnown(protocol)) {
            findings.add(CheckCode.BAD_PROTOCOL, field, "protocol '" + protocol + "' is not known",
                    "one of " + Protocols.ALL + ", in upper or lower case");
        }
    }

    static void name(Findings findings, String field, String name) {
        if (!Names.isLabel(name)) {
            findings.add(CheckCode.BAD_PORT_NAME, field, "port name '" + name + "' is not a DNS label",
                    "letters, digits and '-', at most 63, beginning and ending with a letter or digit");
        }
    }
}
