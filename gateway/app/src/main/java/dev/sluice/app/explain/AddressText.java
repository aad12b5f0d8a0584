package dev.sluice.app.explain;

import java.net.InetAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address, and nothing that would have to be looked up. */
final class AddressText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        try {
            return InetAddress.ofLiteral(text).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no IP address, as 203.0.113.7 or 2001:db8::7");
        }
    }
}
