package dev.sluice.reader;

import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;

/** What the reader itself finds: faults of the text and of the form, before any meaning. SL0001 to SL0099. */
public enum ReaderCode implements DiagnosticCode {
    SYNTAX("SL0001", "not valid YAML or JSON",
            "The document could not be parsed, so nothing of it is applied. Other documents of the same file are read all the same. Look at the line named and"
                    + " the one above it: most often the indentation is off, a quote or bracket is open, or a tab stands where YAML wants spaces."), NOT_AN_OBJECT(
                            "SL0002", "the document is not an object",
                            "A resource is an object with apiVersion, kind, metadata and spec. A document that is a bare text, number or list cannot be one; several resources"
                                    + " go into several documents separated by '---', or into an object of kind List."), TOO_LARGE("SL0003",
                                            "the input is beyond the reader's limits",
                                            "Size, nesting and the growth by YAML aliases are bounded, so that no input can exhaust the memory of an API server or a gateway. No real"
                                                    + " configuration comes near the limits; split the file if yours does."), DUPLICATE_KEY(
                                                            "SL0004", "a key is written twice",
                                                            "YAML and JSON leave open which of two equal keys counts, and parsers disagree; the other one would be lost without a word. Remove one, or merge"
                                                                    + " what stands under them."), NO_IDENTITY("SL0005",
                                                                            "apiVersion or kind is missing",
                                                                            "Without both nobody can tell what the object is. Write for example 'apiVersion:"
                                                                                    + " networking.istio.io/v1' and 'kind: VirtualService'."), UNKNOWN_VERSION(
                                                                                            "SL0006",
                                                                                            "this version of the kind is not served",
                                                                                            "The kind is known, but not under that API group and version. All served versions of a kind mean the same; write one of those listed."), UNKNOWN_KIND(
                                                                                                    "SL0007",
                                                                                                    "no such kind in this API group",
                                                                                                    "The API group is ours to serve, but it has no kind of this name: most likely a typing mistake. Kinds begin with a capital and are singular."), SKIPPED(
                                                                                                            "SL0008",
                                                                                                            "the kind is not served and the object was skipped",
                                                                                                            Severity.WARNING,
                                                                                                            "Files may hold what other systems read (Deployments, EnvoyFilters, Gateway API). Such objects are passed over and change nothing here. If the"
                                                                                                                    + " object was meant to change traffic, its effect is missing."), BAD_METADATA(
                                                                                                                            "SL0009",
                                                                                                                            "the metadata is not sound",
                                                                                                                            "Name, namespace and labels follow Kubernetes' rules, so that the same object can live in a cluster: names are lower-case DNS names of at most 253"
                                                                                                                                    + " characters, namespaces and the parts of a Service's name are DNS labels of at most 63, label values have at most 63 characters."), UNKNOWN_FIELD(
                                                                                                                                            "SL0010",
                                                                                                                                            "no such field",
                                                                                                                                            "A field that is not known would have no effect, so a mistyped one would silently change what the object means; Istio's API server refuses it, too."
                                                                                                                                                    + " The help names the nearest known field."), WRONG_TYPE(
                                                                                                                                                            "SL0011",
                                                                                                                                                            "the value has another type than the field",
                                                                                                                                                            "Texts, numbers, booleans, lists and objects are not converted into each other. Watch YAML:"
                                                                                                                                                                    + " 80 is a number and \"80\" a text, and on, off, yes and no are booleans unless quoted."), UNKNOWN_WORD(
                                                                                                                                                                            "SL0012",
                                                                                                                                                                            "not one of the words the field allows",
                                                                                                                                                                            "The field takes one of a fixed set of words, in exactly the spelling listed. Numbers in place of the words are refused, too."), TOO_MANY_MEMBERS(
                                                                                                                                                                                    "SL0013",
                                                                                                                                                                                    "more than one of fields that exclude each other",
                                                                                                                                                                                    "The fields are alternatives: exactly one of them says what is meant. Keep one."), MISSING_FIELD(
                                                                                                                                                                                            "SL0014",
                                                                                                                                                                                            "a required field is missing",
                                                                                                                                                                                            "The object means nothing without the field. The schema (kubectl explain) says what it holds."), OUT_OF_RANGE(
                                                                                                                                                                                                    "SL0015",
                                                                                                                                                                                                    "the number is out of range",
                                                                                                                                                                                                    "The schema bounds the number; see the message."), WRONG_SIZE(
                                                                                                                                                                                                            "SL0016",
                                                                                                                                                                                                            "too long, too short, too many or too few",
                                                                                                                                                                                                            "The schema bounds how long a text and how large a list or map may be; see the message."), WRONG_PATTERN(
                                                                                                                                                                                                                    "SL0017",
                                                                                                                                                                                                                    "the text does not have the required form",
                                                                                                                                                                                                                    "The schema gives a pattern that the text must match; see the message."), BAD_DURATION(
                                                                                                                                                                                                                            "SL0018",
                                                                                                                                                                                                                            "not a duration",
                                                                                                                                                                                                                            "A duration is a number with a unit, such as 1.5s, 250ms, 2m or 1h30m. Most must be at least 1ms."), BAD_BASE64(
                                                                                                                                                                                                                                    "SL0019",
                                                                                                                                                                                                                                    "not base64",
                                                                                                                                                                                                                                    "The value must be base64 (RFC 4648 section 4, with padding). For a Secret, 'stringData' takes the plain text instead."), NULL_VALUE(
                                                                                                                                                                                                                                            "SL0020",
                                                                                                                                                                                                                                            "the field is written without a value",
                                                                                                                                                                                                                                            "An empty value (null) neither sets the field nor leaves it out, and Kubernetes refuses it for these kinds. Remove the key or give it a value; often the"
                                                                                                                                                                                                                                                    + " lines below it are not indented deeply enough to belong to it."), TWO_NAMES(
                                                                                                                                                                                                                                                            "SL0021",
                                                                                                                                                                                                                                                            "one field under two of its names",
                                                                                                                                                                                                                                                            "The field has an old and a new name and both are written. Keep the new one."), UNKNOWN_TAG(
                                                                                                                                                                                                                                                                    "SL0022",
                                                                                                                                                                                                                                                                    "a YAML tag that is not supported",
                                                                                                                                                                                                                                                                    "Only YAML's own tags for text, numbers, booleans and null are read. Remove the tag."), REPEATED(
                                                                                                                                                                                                                                                                            "SL0023",
                                                                                                                                                                                                                                                                            "an object stands in several places",
                                                                                                                                                                                                                                                                            "Two documents of what is read together have the same kind, namespace and name. Nobody can tell which is meant, so that none is taken: nothing is imported or"
                                                                                                                                                                                                                                                                                    + " explained, and a node that re-reads its files keeps the object as it last was good. Remove one of them.");

    private final String code;
    private final Severity severity;
    private final String title;
    private final String explanation;

    ReaderCode(String code, String title, String explanation) {
        this(code, title, Severity.ERROR, explanation);
    }

    ReaderCode(String code, String title, Severity severity, String explanation) {
        this.code = code;
        this.severity = severity;
        this.title = title;
        this.explanation = explanation;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return severity;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }
}
