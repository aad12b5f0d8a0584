package dev.sluice.node.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What asking for the addresses of one family came to. */
sealed interface FamilyAnswer {
    /** @param addresses sorted, so that a server that rotates its answers changes nothing */
    record Found(List<String> addresses, long ttlSeconds) implements FamilyAnswer {}

    /** @param certain the server says that there is no such address; otherwise nothing is known */
    record Failed(String why, boolean certain) implements FamilyAnswer {}

    default List<String> addresses() {
        return this instanceof Found found ? found.addresses() : List.of();
    }

    default long ttlSeconds() {
        return this instanceof Found found ? found.ttlSeconds() : Long.MAX_VALUE;
    }

    /** Where the other family was found: a certain no counts, silence keeps what was known. */
    default FamilyAnswer orKeep(FamilyAnswer before) {
        return this instanceof Failed failed && !failed.certain() ? before : this;
    }

    /** Completes on the resolver's loop, never exceptionally. */
    static CompletableFuture<FamilyAnswer> ask(DnsNameResolver resolver, String name, DnsRecordType type) {
        var done = new CompletableFuture<FamilyAnswer>();
        resolver.resolveAll(new DefaultDnsQuestion(name, type)).addListener(future -> {
            if (future.isSuccess()) {
                @SuppressWarnings("unchecked") // Netty's listener is typed by the future it is added to, which is one of records
                var records = (List<DnsRecord>) future.getNow();
                done.complete(read(records, type));
            } else {
                done.complete(new Failed(String.valueOf(future.cause().getMessage()), isCertain(future.cause())));
            }
        });
        return done;
    }

    private static boolean isCertain(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof DnsErrorCauseException error) return error.getCode().equals(DnsResponseCode.NXDOMAIN);
        }
        return cause instanceof UnknownHostException && cause.getCause() == null;
    }

    private static FamilyAnswer read(List<DnsRecord> records, DnsRecordType type) {
        var addresses = new TreeSet<String>();
        long ttl = Long.MAX_VALUE;
        int bytes = type.equals(DnsRecordType.A) ? 4 : 16;
        for (DnsRecord record : records) {
            try {
                if (!record.type().equals(type) || !(record instanceof ByteBufHolder raw) || raw.content().readableBytes() != bytes)
                    continue;
                addresses.add(text(raw.content()));
                ttl = Math.min(ttl, record.timeToLive());
            } finally {
                ReferenceCountUtil.release(record);
            }
        }
        return addresses.isEmpty() ? new Failed("no record of that type", true) : new Found(List.copyOf(addresses), ttl);
    }

    private static String text(ByteBuf content) {
        var bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
