package dev.sluice.resources.check;

import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;

/**
 * What is found in single resources, by kind: SL01xx to SL17xx. An error is what Istio's own validation (schema, CEL rules or its Go validator) refuses; a warning
 * is what Istio accepts and hardly anybody means. Of our own kinds we say.
 */
public enum CheckCode implements DiagnosticCode {
    // Shared
    BAD_HOST("SL0101", "not a host name",
            "A host is a DNS name of at most 255 characters; a star may stand only at the beginning of the first label. Nothing could ever match another text."), PARTIAL_WILDCARD(
                    "SL0102", "a wildcard that is only part of a label",
                    "Gateways and Sidecars match whole labels: *.example.com, never *foo.example.com. Istio refuses it, too."), PARTIAL_WILDCARD_ENTRY(
                            "SL0103", Severity.WARNING, "a wildcard that is only part of a label",
                            "A ServiceEntry matches whole labels; such a host is accepted and matches nothing, except with resolution DYNAMIC_DNS."), SHORT_HOST(
                                    "SL0104", "a short name where a full one is needed",
                                    "Gateways and Sidecars are not bound to a namespace that a short name could be completed with."), BAD_PORT(
                                            "SL0105", "not a port number", "Ports are 1 to 65535."), BAD_PORT_NAME("SL0106",
                                                    "not the name of a port",
                                                    "A port's name is a DNS label of at most 63 characters; endpoints refer to it."), BAD_PROTOCOL(
                                                            "SL0107", "not a known protocol",
                                                            "The protocol decides how bytes are read, so that it is never guessed from a mistyped word."), BAD_ADDRESS(
                                                                    "SL0108", "not an address",
                                                                    "An IPv4 or IPv6 address, or a CIDR block where the field takes one. Names are not resolved here."), BAD_UNIX_ADDRESS(
                                                                            "SL0109", "not the address of a UNIX socket",
                                                                            "unix:///absolute/path or unix://@abstract; never a folder."), UNIX_WITH_PORT(
                                                                                    "SL0110", "a UNIX socket with ports",
                                                                                    "A UNIX socket has no port numbers."), BAD_EXPORT(
                                                                                            "SL0111", "exportTo is not sound",
                                                                                            "Entries are namespaces, '.' for the object's own or '*' for all, each once; '*' stands alone; '~' (nobody) is for ServiceEntries and stands alone; a DestinationRule with a workloadSelector holds in its own namespace."), BAD_LABEL(
                                                                                                    "SL0112", "not a label",
                                                                                                    "Label keys are qualified names with an optional DNS prefix, values are letters, digits, '-', '_' and '.'."), SELECTOR_WILDCARD(
                                                                                                            "SL0113",
                                                                                                            "a wildcard or an empty key in a selector",
                                                                                                            "Selectors compare labels exactly; an entry with a wildcard would select nothing."), EMPTY_SELECTOR(
                                                                                                                    "SL0114",
                                                                                                                    Severity.WARNING,
                                                                                                                    "a selector without labels",
                                                                                                                    "It selects every workload of the namespace, which is often not meant by someone who writes a selector."), BAD_TARGET(
                                                                                                                            "SL0115",
                                                                                                                            "not a possible target",
                                                                                                                            "Policies attach to a Service, a ServiceEntry, a Kubernetes Gateway or GatewayClass of their own namespace; ListenerPolicies to an Istio Gateway."), SELECTOR_AND_TARGET(
                                                                                                                                    "SL0116",
                                                                                                                                    "selector and targets together",
                                                                                                                                    "A policy says either by labels or by reference what it holds for, in one way."), BAD_REGEX(
                                                                                                                                            "SL0117",
                                                                                                                                            "not an expression that can be used",
                                                                                                                                            "Expressions are RE2 (linear time, no backtracking), match the whole value, and have at most 1024 characters."), EMPTY_PREFIX(
                                                                                                                                                    "SL0118",
                                                                                                                                                    "an empty prefix",
                                                                                                                                                    "It would match everything; Envoy refuses it except for paths."), BAD_PERCENT(
                                                                                                                                                            "SL0119",
                                                                                                                                                            "not a share in percent",
                                                                                                                                                            "0 to 100; the least share above 0 is 0.0001."), BAD_HEADER_NAME(
                                                                                                                                                                    "SL0120",
                                                                                                                                                                    "not a header that can be used here",
                                                                                                                                                                    "Header names are tokens (RFC 9110 section 5.6.2). Pseudo-headers and Host cannot be removed or set on responses; requests change the host by rewrite.authority or set."), BAD_HEADER_VALUE(
                                                                                                                                                                            "SL0121",
                                                                                                                                                                            "not the value of a header",
                                                                                                                                                                            "Values hold no control characters; %NAME% and %NAME(argument)% are command operators, and a literal percent sign is doubled."), BAD_NAMESPACE(
                                                                                                                                                                                    "SL0122",
                                                                                                                                                                                    "not a namespace",
                                                                                                                                                                                    "A namespace is a DNS label of at most 63 characters."), FORBIDDEN_ANNOTATION(
                                                                                                                                                                                            "SL0123",
                                                                                                                                                                                            "an annotation that may not be set here",
                                                                                                                                                                                            "Istio keeps some annotations for itself, and takes istio.io/dry-run on AuthorizationPolicies with ALLOW or DENY only."), BAD_TRUST_DOMAIN(
                                                                                                                                                                                                    "SL0124",
                                                                                                                                                                                                    "not a trust domain",
                                                                                                                                                                                                    "A SPIFFE trust domain is a DNS name."),
    // Gateway
    BAD_GATEWAY_NAME("SL0201", "not the name of a Gateway",
            "The name becomes part of listener and route names, so that it must be a DNS label: no dots."), NO_SERVERS("SL0202",
                    "a Gateway without servers", "It would open nothing."), DUPLICATE_PORT_NAME("SL0203", "two servers with one port name",
                            "Names tell the servers of a Gateway apart."), NO_HOSTS("SL0204", "no hosts",
                                    "A server or listener without hosts takes nothing."), BAD_HOST_NAMESPACE("SL0205",
                                            "not the namespace of a host entry",
                                            "Before the slash stands whose VirtualServices may route the host: a namespace, '.' or '*'."), GATEWAY_TARGET_PORT(
                                                    "SL0206", "targetPort has no meaning here",
                                                    "Istio refuses it on Gateways and Sidecars."), NO_PORT_NAME("SL0207",
                                                            "a port without a name",
                                                            "Servers are told apart by the names of their ports."), TLS_MISSING("SL0210",
                                                                    "an encrypted protocol without a tls block",
                                                                    "HTTPS and TLS servers must say whether TLS ends here, with which certificate, or is passed on."), TLS_ON_PLAIN(
                                                                            "SL0211", "a tls block on a plain protocol",
                                                                            "A server of a plain protocol cannot end TLS; the block would promise protection that is not there. Only httpsRedirect is possible, on HTTP."), REDIRECT_ON_NON_HTTP(
                                                                                    "SL0212", Severity.WARNING,
                                                                                    "httpsRedirect where nothing is plain HTTP",
                                                                                    "It has no effect there. With nothing else in the block, mode is PASSTHROUGH and TLS is not ended."), ISTIO_MUTUAL_WITH_CERTIFICATES(
                                                                                            "SL0213", "ISTIO_MUTUAL with certificates",
                                                                                            "Its certificate and roots come from the mesh."), PASSTHROUGH_WITH_CERTIFICATES(
                                                                                                    "SL0214", Severity.WARNING,
                                                                                                    "certificates that are never used",
                                                                                                    "PASSTHROUGH (the default mode) does not end TLS. Whoever writes a certificate most likely means SIMPLE."), SEVERAL_CREDENTIALS(
                                                                                                            "SL0215",
                                                                                                            "several sources of the certificate",
                                                                                                            "Files, credentialName, credentialNames and tlsCertificates exclude each other."), NO_SERVER_CERTIFICATE(
                                                                                                                    "SL0216",
                                                                                                                    "no certificate to serve with",
                                                                                                                    "SIMPLE and the mutual modes need a certificate and its key."), NO_CLIENT_CA(
                                                                                                                            "SL0217",
                                                                                                                            "no CAs for client certificates",
                                                                                                                            "Without them nobody could tell a good client certificate from another."), CRL_WITHOUT_CLIENTS(
                                                                                                                                    "SL0218",
                                                                                                                                    "a revocation list that cannot be used",
                                                                                                                                    "A CRL is for client certificates; with credentialName it stands in the Secret."), OLD_TLS(
                                                                                                                                            "SL0219",
                                                                                                                                            Severity.WARNING,
                                                                                                                                            "TLS below 1.2 without ciphers",
                                                                                                                                            "The default ciphers are for 1.2 and above, so that old clients fail all the same."), UNKNOWN_CIPHER(
                                                                                                                                                    "SL0220",
                                                                                                                                                    Severity.WARNING,
                                                                                                                                                    "a cipher suite that is dropped",
                                                                                                                                                    "Unknown and repeated suites are dropped; if none is left the defaults hold."), UNKNOWN_CURVE(
                                                                                                                                                            "SL0221",
                                                                                                                                                            Severity.WARNING,
                                                                                                                                                            "a key exchange group that is dropped",
                                                                                                                                                            "Unknown groups are dropped; if none is left the defaults hold."), TLS_VERSIONS_CROSSED(
                                                                                                                                                                    "SL0222",
                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                    "the least TLS version is above the greatest",
                                                                                                                                                                    "No handshake can succeed. Istio accepts it."),
    // VirtualService
    BAD_DELEGATE("SL0301", "delegation that is not possible",
            "A VirtualService without hosts is a delegate: it has HTTP routes only and delegates no further; a route that delegates has no destinations and no redirect of its own (RX-37)."), NO_ROUTES(
                    "SL0302", "a VirtualService without routes", "It would take its hosts and answer 404."), MESH_WILDCARD("SL0303",
                            "host '*' for the mesh",
                            "Without gateways, or with mesh among them, routes apply to every sidecar: '*' would take all traffic of the mesh."), OVERLAPPING_HOSTS(
                                    "SL0304", "hosts that overlap",
                                    "One host of the list contains another; which routes apply would be undefined."), BAD_GATEWAY_REFERENCE(
                                            "SL0305", "not the name of a Gateway",
                                            "NAME means the object's own namespace, NAMESPACE/NAME another, mesh all sidecars."), BAD_LATER_GATEWAY_REFERENCE(
                                                    "SL0306", Severity.WARNING, "not the name of a Gateway",
                                                    "Istio looks at the names up to the first without a slash only, and so accepts this one; it names nothing."), OLD_GATEWAY_REFERENCE(
                                                            "SL0307", Severity.WARNING, "an old form of a Gateway's name",
                                                            "NAME.NAMESPACE.svc... is read for old objects."), CLAIM_ON_MESH("SL0308",
                                                                    "routing by claims outside gateways",
                                                                    "Tokens are read at gateways only."), ROUTE_CONFLICT("SL0310",
                                                                            "parts of a route that exclude each other",
                                                                            "A route forwards, redirects or answers; fault and rewrite are for routes that forward; mirror and mirrors are one or the other."), NO_ACTION(
                                                                                    "SL0311", "a route that does nothing",
                                                                                    "Every route has destinations, a redirect, a direct response or a delegate."), IGNORED_BESIDE_DELEGATE(
                                                                                            "SL0312", Severity.WARNING,
                                                                                            "a field that has no effect beside delegate",
                                                                                            "The delegate's routes decide."), OLD_MIRROR_PERCENT(
                                                                                                    "SL0313", Severity.WARNING,
                                                                                                    "mirrorPercent is deprecated",
                                                                                                    "mirrorPercentage takes its place and allows fractions."), BAD_DESTINATION(
                                                                                                            "SL0314", "not a destination",
                                                                                                            "A destination names the host of a Service or ServiceEntry."), BAD_SUBSET_NAME(
                                                                                                                    "SL0315",
                                                                                                                    "not the name of a subset",
                                                                                                                    "A DNS label of at most 63 characters."), BAD_WEIGHT(
                                                                                                                            "SL0316",
                                                                                                                            "weights that cannot be used",
                                                                                                                            "Weights are shares, not negative, and not all 0 where there are several destinations."), REDIRECT_EMPTY(
                                                                                                                                    "SL0320",
                                                                                                                                    "a redirect to where the request came from",
                                                                                                                                    "A redirectCode alone would send clients round in circles."), REDIRECT_TWO_PATHS(
                                                                                                                                            "SL0321",
                                                                                                                                            "two new paths",
                                                                                                                                            "uri replaces the whole path, prefixRewrite the prefix that matched."), REDIRECT_NEEDS_PREFIX(
                                                                                                                                                    "SL0322",
                                                                                                                                                    "prefixRewrite without a prefix",
                                                                                                                                                    "Without a prefix match there is no prefix to replace."), REDIRECT_CODE(
                                                                                                                                                            "SL0323",
                                                                                                                                                            "not a redirect status",
                                                                                                                                                            "Redirects are 3xx."), UNSUPPORTED_REDIRECT_CODE(
                                                                                                                                                                    "SL0324",
                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                    "a status that no proxy redirects with",
                                                                                                                                                                    "Istio accepts it and makes a route without an action, on which Envoy refuses the whole route table."), REDIRECT_SCHEME(
                                                                                                                                                                            "SL0325",
                                                                                                                                                                            "not a scheme to redirect to",
                                                                                                                                                                            "http or https."), DIRECT_STATUS(
                                                                                                                                                                                    "SL0326",
                                                                                                                                                                                    "not a status to answer with",
                                                                                                                                                                                    "200 to 599."), BODY_TOO_LARGE(
                                                                                                                                                                                            "SL0327",
                                                                                                                                                                                            "a body that is too large",
                                                                                                                                                                                            "The body is part of the configuration of every node; at most 1 MiB."), BODY_LARGE(
                                                                                                                                                                                                    "SL0328",
                                                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                                                    "a large body",
                                                                                                                                                                                                    "Above 100 KiB every change of the configuration carries much weight."), REWRITE_EMPTY(
                                                                                                                                                                                                            "SL0330",
                                                                                                                                                                                                            "a rewrite that changes nothing",
                                                                                                                                                                                                            "Write uri, uriRegexRewrite (match and rewrite) or authority."), REWRITE_TWO_PATHS(
                                                                                                                                                                                                                    "SL0331",
                                                                                                                                                                                                                    "two rewrites of the path",
                                                                                                                                                                                                                    "uri and uriRegexRewrite exclude each other."), AUTHORITY_TWICE(
                                                                                                                                                                                                                            "SL0332",
                                                                                                                                                                                                                            "the host is changed twice",
                                                                                                                                                                                                                            "rewrite.authority and headers.request on Host or :authority are one or the other."), RETRY_ATTEMPTS(
                                                                                                                                                                                                                                    "SL0333",
                                                                                                                                                                                                                                    "attempts that cannot be used",
                                                                                                                                                                                                                                    "attempts is the number of repetitions; 0 (also when it is left out) turns retries off, so that saying how to retry contradicts it."), RETRY_CONDITION(
                                                                                                                                                                                                                                            "SL0334",
                                                                                                                                                                                                                                            "not a condition to retry on",
                                                                                                                                                                                                                                            "Conditions are Envoy's words or status codes, separated by commas without blanks."), FAULT_EMPTY(
                                                                                                                                                                                                                                                    "SL0335",
                                                                                                                                                                                                                                                    "a fault that does nothing",
                                                                                                                                                                                                                                                    "Write delay or abort."), FAULT_UNIMPLEMENTED(
                                                                                                                                                                                                                                                            "SL0336",
                                                                                                                                                                                                                                                            "a fault that nobody implements",
                                                                                                                                                                                                                                                            "Istio defines the field and refuses it."), FAULT_STATUS(
                                                                                                                                                                                                                                                                    "SL0337",
                                                                                                                                                                                                                                                                    "not a status to abort with",
                                                                                                                                                                                                                                                                    "httpStatus is 200 to 599, grpcStatus the name of a gRPC status in capitals."), ABORT_WITHOUT_ERROR(
                                                                                                                                                                                                                                                                            "SL0338",
                                                                                                                                                                                                                                                                            Severity.WARNING,
                                                                                                                                                                                                                                                                            "an abort that aborts nothing",
                                                                                                                                                                                                                                                                            "Without httpStatus or grpcStatus there is nothing to answer with."), FAULT_NEVER(
                                                                                                                                                                                                                                                                                    "SL0339",
                                                                                                                                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                                                                                                                                    "a fault that never happens",
                                                                                                                                                                                                                                                                                    "The share of requests is 0 unless percentage says otherwise."), CORS_ORIGIN(
                                                                                                                                                                                                                                                                                            "SL0340",
                                                                                                                                                                                                                                                                                            "an empty origin",
                                                                                                                                                                                                                                                                                            "An origin is a scheme, host and port, such as https://app.example.com."), CORS_METHOD(
                                                                                                                                                                                                                                                                                                    "SL0341",
                                                                                                                                                                                                                                                                                                    "not a method",
                                                                                                                                                                                                                                                                                                    "Methods are in capitals."), CORS_MAX_AGE(
                                                                                                                                                                                                                                                                                                            "SL0342",
                                                                                                                                                                                                                                                                                                            "maxAge is not in whole seconds",
                                                                                                                                                                                                                                                                                                            "The header access-control-max-age has seconds."), DELAY_PERCENT(
                                                                                                                                                                                                                                                                                                                    "SL0343",
                                                                                                                                                                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                                                                                                                                                                    "a share of delays outside 0 to 100",
                                                                                                                                                                                                                                                                                                                    "Istio does not look at the older field percent and Envoy takes more than all for all, so that nothing is refused for it. percentage is checked."), TLS_WITHOUT_MATCH(
                                                                                                                                                                                                                                                                                                                            "SL0350",
                                                                                                                                                                                                                                                                                                                            "a TLS route without server names",
                                                                                                                                                                                                                                                                                                                            "A connection that is passed through can be told apart by its server name only."), SNI_NOT_COVERED(
                                                                                                                                                                                                                                                                                                                                    "SL0351",
                                                                                                                                                                                                                                                                                                                                    "a server name that the hosts do not cover",
                                                                                                                                                                                                                                                                                                                                    "sniHosts narrow down spec.hosts."), SNI_ADDRESS(
                                                                                                                                                                                                                                                                                                                                            "SL0352",
                                                                                                                                                                                                                                                                                                                                            Severity.WARNING,
                                                                                                                                                                                                                                                                                                                                            "an address as server name",
                                                                                                                                                                                                                                                                                                                                            "Clients send no server name for an address (RFC 6066 section 3)."), UNREACHABLE_ROUTE(
                                                                                                                                                                                                                                                                                                                                                    "SL0360",
                                                                                                                                                                                                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                                                                                                                                                                                                    "a route that no request reaches",
                                                                                                                                                                                                                                                                                                                                                    "Routes are tried in order, and earlier ones take everything that would come here (Istio's IST0130)."), INEFFECTIVE_MATCH(
                                                                                                                                                                                                                                                                                                                                                            "SL0361",
                                                                                                                                                                                                                                                                                                                                                            Severity.WARNING,
                                                                                                                                                                                                                                                                                                                                                            "a match that takes nothing",
                                                                                                                                                                                                                                                                                                                                                            "An earlier match takes everything that this one would (Istio's IST0131). A prefix /a also takes /ab."),
    // DestinationRule
    EMPTY_POLICY("SL0401", "an empty policy", "A block without content says nothing; Istio refuses it."), TUNNEL_AND_PROXY_PROTOCOL(
            "SL0402", "tunnel and proxyProtocol together", "They exclude each other."), DUPLICATE_SUBSET("SL0403",
                    "two subsets of one name", "Routes could mean either."), PORT_POLICY_WITHOUT_PORT("SL0404",
                            "a port policy without a port", "It would hold for nothing."), BAD_TUNNEL("SL0405",
                                    "a tunnel that cannot be dug",
                                    "protocol is CONNECT or POST, targetHost a host name or address, targetPort a port."), OLD_CONSECUTIVE_ERRORS(
                                            "SL0410", Severity.WARNING, "consecutiveErrors has no effect",
                                            "Endpoints are not ejected by it any more."), LOCAL_ORIGIN_WITHOUT_SPLIT("SL0411",
                                                    "local failures that are not counted",
                                                    "consecutiveLocalOriginFailures counts only with splitExternalLocalOriginErrors: true."), NEGATIVE_LIMIT(
                                                            "SL0420", "a negative limit",
                                                            "0, or leaving it out, means no limit."), UPGRADE_AND_CLIENT_PROTOCOL("SL0421",
                                                                    "two rules for the protocol",
                                                                    "useClientProtocol keeps what the client speaks, UPGRADE changes it."), KEEPALIVE_INCOMPLETE(
                                                                            "SL0422", "HTTP/2 keepalive without both times",
                                                                            "interval says when to ask, timeout when to give up."), BAD_IDLE_TIMEOUT(
                                                                                    "SL0423", "not a timeout",
                                                                                    "0s turns it off; otherwise whole milliseconds."), BAD_COOKIE(
                                                                                            "SL0430", "a hash cookie that cannot be set",
                                                                                            "It needs a name, and attributes with names of their own."), OLD_RING_SIZE(
                                                                                                    "SL0431", Severity.WARNING,
                                                                                                    "minimumRingSize in its old place",
                                                                                                    "It moved into ringHash."), HASH_TWICE(
                                                                                                            "SL0432",
                                                                                                            "two sizes of the hash",
                                                                                                            "The old minimumRingSize cannot stand beside ringHash or maglev."), BAD_MAGLEV(
                                                                                                                    "SL0433",
                                                                                                                    "not the size of a Maglev table",
                                                                                                                    "A prime below 5000011."), LOCALITY_TWICE(
                                                                                                                            "SL0434",
                                                                                                                            "two settings for localities",
                                                                                                                            "localityLbSetting and zoneAwareLbSetting exclude each other."), BAD_LOCALITY(
                                                                                                                                    "SL0435",
                                                                                                                                    "localities that are not sound",
                                                                                                                                    "Localities are region/zone/subzone with a star at the end at most, do not overlap, and shares of one source sum up to 100; distribute and failover exclude each other."), FAILOVER_WITHOUT_OUTLIER(
                                                                                                                                            "SL0436",
                                                                                                                                            Severity.WARNING,
                                                                                                                                            "failover without outlier detection",
                                                                                                                                            "Nobody notices that endpoints fail, so that traffic never moves."), BAD_WARMUP(
                                                                                                                                                    "SL0437",
                                                                                                                                                    "not an aggression",
                                                                                                                                                    "It must be above 0; 1 is linear."), WARMUP_TWICE(
                                                                                                                                                            "SL0438",
                                                                                                                                                            Severity.WARNING,
                                                                                                                                                            "warmup and its older form",
                                                                                                                                                            "warmup counts."), CLIENT_TLS_CONFLICT(
                                                                                                                                                                    "SL0440",
                                                                                                                                                                    "TLS settings that exclude each other",
                                                                                                                                                                    "A credential stands in for files; what is not verified has nothing to verify by; ConfigMaps are of the rule's own namespace."), NO_CLIENT_CERTIFICATE(
                                                                                                                                                                            "SL0441",
                                                                                                                                                                            "MUTUAL without a client certificate",
                                                                                                                                                                            "It needs clientCertificate and privateKey, or a credentialName."), CLIENT_TLS_IGNORED(
                                                                                                                                                                                    "SL0442",
                                                                                                                                                                                    Severity.WARNING,
                                                                                                                                                                                    "TLS settings without effect",
                                                                                                                                                                                    "The mode (DISABLE where none is written) does not look at them. Check that traffic is encrypted as you mean it to be."),
    // ServiceEntry
    SELECTOR_AND_ENDPOINTS("SL0501", "workloadSelector and endpoints together", "Endpoints are either selected or written."), CIDR_WITH_DNS(
            "SL0502", "addresses that do not go with the resolution",
            "CIDR blocks go with NONE and STATIC; DYNAMIC_DNS takes no addresses."), DUPLICATE_PORT("SL0503",
                    "two ports of one name or number", "Endpoints and routes could mean either."), TCP_WITHOUT_ADDRESS("SL0504",
                            Severity.WARNING, "plain TCP without an address",
                            "A plain TCP connection names no host; without an address of its own the entry shares its port with every other."), ENDPOINTS_NOT_ALLOWED(
                                    "SL0505", "endpoints that do not go with the resolution",
                                    "NONE and DYNAMIC_DNS take none, DNS_ROUND_ROBIN takes one."), SELECTOR_WITH_NONE("SL0506",
                                            Severity.WARNING, "a workloadSelector that is not looked at",
                                            "Resolution NONE connects to where the client wanted to go."), WILDCARD_WITH_DNS("SL0507",
                                                    "a wildcard that cannot be resolved",
                                                    "DNS needs full names; a wildcard has no address."), NOT_A_WILDCARD("SL0508",
                                                            "a full name with DYNAMIC_DNS",
                                                            "DYNAMIC_DNS is for wildcards, whose hosts become known with each request."), DYNAMIC_PROTOCOL(
                                                                    "SL0509", "what DYNAMIC_DNS cannot serve",
                                                                    "The host is taken from the request or the server name, so that the protocol must have one."), SEVERAL_HOSTS(
                                                                            "SL0510", "several hosts over a protocol without host names",
                                                                            "A plain TCP connection cannot tell them apart."), TCP_SEVERAL_HOSTS(
                                                                                    "SL0511", Severity.WARNING,
                                                                                    "several hosts that share addresses",
                                                                                    "TCP connections to the address reach the first."),
    // WorkloadEntry and WorkloadGroup
    NO_ENDPOINT_ADDRESS("SL0601", "an endpoint without an address",
            "It needs one, unless it is reached through the gateway of its network."), BAD_ENDPOINT_ADDRESS("SL0602",
                    "not the address of an endpoint",
                    "An IP address, a DNS name where names are resolved, or unix:///PATH."), ENDPOINT_OF_NETWORK("SL0603", Severity.WARNING,
                            "an endpoint that is reached through a gateway",
                            "Without an address traffic goes to the gateway of its network."), UNKNOWN_SERVICE_PORT("SL0604",
                                    "a port that the ServiceEntry does not have",
                                    "ports are keyed by the names of the ServiceEntry's ports."), BAD_PROBE("SL0701",
                                            "a probe that cannot be made", "httpGet, tcpSocket or exec."),
    // Sidecar
    SIDECAR_EMPTY("SL0801", "a Sidecar that says nothing", "Istio refuses it."), SIDECAR_DUPLICATE("SL0802", "two listeners in one place",
            "Ports and sockets are unique in each direction."), BAD_DEFAULT_ENDPOINT("SL0803", "not an endpoint of the workload",
                    "The sidecar forwards to its own workload only."), SIDECAR_TLS("SL0804", "TLS settings that a Sidecar cannot have",
                            "Its tls block takes certificate files."), SIDECAR_HTTP_POOL("SL0805", Severity.WARNING,
                                    "HTTP settings on a port that is not HTTP", "Only the tcp settings count."), SIDECAR_CATCH_ALL("SL0806",
                                            "a listener without a port in the wrong place",
                                            "It takes what the others leave, and so comes last."), SIDECAR_CAPTURE("SL0807",
                                                    "a socket that cannot be captured",
                                                    "UNIX sockets take DEFAULT or NONE."), SIDECAR_EGRESS_PROXY("SL0808",
                                                            "an egress proxy that cannot be used",
                                                            "It needs ALLOW_ANY and a port."), BAD_EGRESS_HOST("SL0809",
                                                                    "not a host of an egress listener",
                                                                    "NAMESPACE/HOST, with '.', '*' or '~' as namespace."), DUPLICATE_EGRESS_HOST(
                                                                            "SL0810", Severity.WARNING,
                                                                            "an egress host that is contained in another",
                                                                            "It changes nothing."),
    // RequestAuthentication
    JWT_WITHOUT_ISSUER("SL1001", "a token rule without an issuer", "Nobody could tell which tokens it is for."), BAD_JWKS_URI("SL1002",
            "not the URL of a key set",
            "Keys are fetched over http or https."), JWKS_TWICE("SL1003", "two key sets", "jwks and jwksUri exclude each other."), BAD_JWKS(
                    "SL1004", "not a key set", "RFC 7517: an object with keys, each with its type and numbers."), PRIVATE_JWKS("SL1005",
                            Severity.WARNING, "a private key in a configuration object",
                            "Verification needs public keys only; this one should be considered lost."),
    // AuthorizationPolicy
    RULES_MISSING("SL1101", "a policy that never applies",
            "DENY and CUSTOM without rules match nothing; ALLOW without rules refuses everything."), BAD_PROVIDER("SL1102",
                    "a provider that does not go with the action",
                    "CUSTOM needs one, the other actions take none."), EMPTY_RULE_PART("SL1103", "an empty part of a rule",
                            "It would match everything where a restriction seems to stand."), ACCOUNTS_AND_PRINCIPALS("SL1104",
                                    "serviceAccounts beside principals or namespaces",
                                    "An account already says both."), BAD_RULE_VALUE("SL1105", "not a value of the attribute",
                                            "The value could never match."), BAD_PATH_TEMPLATE("SL1106", "not a path",
                                                    "Templates have {*} for one segment and {**} for any rest, last of the operators; other segments are literal."), BAD_CONDITION(
                                                            "SL1107", "a condition that cannot be judged",
                                                            "Conditions have a known attribute and values or notValues."), NOT_WITH_CUSTOM(
                                                                    "SL1108", "an attribute that CUSTOM cannot use",
                                                                    "CUSTOM is decided before tokens are read and identities are known."), DENY_HTTP_ONLY(
                                                                            "SL1109", Severity.WARNING,
                                                                            "a DENY rule that denies all TCP traffic",
                                                                            "HTTP attributes cannot be looked at on TCP ports; the rule then matches every connection (RX-105)."),
    // Telemetry
    ONLY_FIRST_COUNTS("SL1201", Severity.WARNING, "entries that do not count", "Istio looks at the first only."), BAD_TAG("SL1202",
            "a tag that cannot be set", "UPSERT takes a value, REMOVE takes none, names are not empty."), UNNAMED_TAG("SL1203",
                    Severity.WARNING, "a tag without a name",
                    "It changes nothing."), BAD_FILTER("SL1204", "not a filter expression", "Filters are CEL."),
    // MeshConfig, ListenerPolicy, GatewayInstance
    MESH_NAME("SL1401", "a second MeshConfig", "There is one for the whole mesh."), POLICY_WITHOUT_EFFECT("SL1501", Severity.WARNING,
            "a policy that changes nothing", "Every setting it leaves out keeps its default."), LIMITS_CROSSED("SL1502", Severity.WARNING,
                    "a limit that another one makes void", "The request line is part of the head."), TRUSTS_EVERYBODY("SL1503",
                            Severity.WARNING, "the PROXY protocol is believed from everybody",
                            "Rate limits, logs and policies by client address could be deceived by anyone."), BAD_ROLE("SL1601",
                                    "not a role of nodes", "ingress, egress or sidecar."),
    // PeerAuthentication
    PORTS_WITHOUT_SELECTOR("SL1701", "ports without a selector", "Which port a number means depends on the workload.");

    private final String code;
    private final Severity severity;
    private final String title;
    private final String explanation;

    CheckCode(String code, String title, String explanation) {
        this(code, Severity.ERROR, title, explanation);
    }

    CheckCode(String code, Severity severity, String title, String explanation) {
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
