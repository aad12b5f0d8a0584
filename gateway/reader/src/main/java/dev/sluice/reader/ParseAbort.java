package dev.sluice.reader;

/** Ends the parsing of one document; never leaves the parsers. */
@SuppressWarnings("serial") // never serialised
final class ParseAbort extends RuntimeException {
    final Parsed.Fault fault;

    ParseAbort(Parsed.Fault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }
}
