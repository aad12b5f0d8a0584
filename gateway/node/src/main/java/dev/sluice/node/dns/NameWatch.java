package dev.sluice.node.dns;

import dev.sluice.rules.decide.Dice;
import dev.sluice.rules.endpoints.DnsAnswers;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps names resolved, A and AAAA: again when the shortest TTL of an answer ends, within bounds; after a failure sooner at first, then at the failure
 * interval, jittered (RX-93). A name that fails keeps its last good addresses. Everything happens on one event loop of its own.
 */
public final class NameWatch implements AutoCloseable {
    private static final long MIN_TTL_SECONDS = 1;
    private static final long MAX_TTL_SECONDS = 3_600;
    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int JITTER_MILLIS = 100;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sluice-dns", true),
            NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final DnsNameResolver resolver;
    private final Duration failureInterval;
    private final Dice dice;
    private final Consumer<DnsAnswers> onChange;
    private final Map<String, WatchedName> names = new HashMap<>();
    private DnsAnswers told = DnsAnswers.NONE;

    /**
     * @param servers to ask; empty for those of the system
     * @param failureInterval longest time between tries of a name that fails; Istio's {@code dnsRefreshRate}
     * @param onChange is given all answers when one changed; on the loop's thread, must return at once
     */
    public NameWatch(List<InetSocketAddress> servers, Duration failureInterval, Dice dice, Consumer<DnsAnswers> onChange) {
        this.failureInterval = failureInterval;
        this.dice = dice;
        this.onChange = onChange;
        var builder = new DnsNameResolverBuilder(loop).datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(QUERY_TIMEOUT.toMillis()).resolveCache(NoopDnsCache.INSTANCE).cnameCache(NoopDnsCnameCache.INSTANCE);
        if (!servers.isEmpty()) builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
        this.resolver = builder.build();
    }

    /**
     * Watches exactly {@code wanted} from now on.
     *
     * @return completes once each of them has an answer or has failed once
     */
    public CompletionStage<Void> watch(Set<String> wanted) {
        var done = new CompletableFuture<Void>();
        loop.execute(() -> {
            boolean gone = names.entrySet().removeIf(entry -> {
                if (wanted.contains(entry.getKey())) return false;
                entry.getValue().stop();
                return true;
            });
            var firsts = new ArrayList<CompletableFuture<?>>();
            for (String name : wanted) {
                WatchedName watched = names.get(name);
                if (watched == null) {
                    watched = new WatchedName(name);
                    names.put(name, watched);
                    watched.resolve();
                }
                firsts.add(watched.first);
            }
            if (gone) tell();
            CompletableFuture.allOf(firsts.toArray(CompletableFuture[]::new)).whenComplete((all, failure) -> done.complete(null));
        });
        return done;
    }

    private void tell() {
        var byName = new HashMap<String, List<String>>();
        names.forEach((name, watched) -> {
            List<String> addresses = watched.addresses();
            if (!addresses.isEmpty()) byName.put(name, addresses);
        });
        var answers = new DnsAnswers(byName);
        if (answers.equals(told)) return;
        told = answers;
        onChange.accept(answers);
    }

    @Override
    public void close() {
        resolver.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    /** One name and what is known of it. On the loop only. */
    private final class WatchedName {
        private final String name;
        private final CompletableFuture<Void> first = new CompletableFuture<>();
        private FamilyAnswer ipv4 = new FamilyAnswer.Failed("not asked yet", false);
        private FamilyAnswer ipv6 = ipv4;
        private long retryMillis = FIRST_RETRY.toMillis();
        private boolean stopped;

        WatchedName(String name) {
            this.name = name;
        }

        void stop() {
            stopped = true;
            first.complete(null);
        }

        /** Both families at once; done when both have answered. */
        void resolve() {
            if (stopped || loop.isShuttingDown()) return;
            var a = FamilyAnswer.ask(resolver, name, DnsRecordType.A);
            var aaaa = FamilyAnswer.ask(resolver, name, DnsRecordType.AAAA);
            a.thenAcceptBoth(aaaa, this::answered);
        }

        private void answered(FamilyAnswer four, FamilyAnswer six) {
            if (stopped) return;
            boolean any = four instanceof FamilyAnswer.Found || six instanceof FamilyAnswer.Found;
            if (any) {
                ipv4 = four.orKeep(ipv4);
                ipv6 = six.orKeep(ipv6);
                retryMillis = FIRST_RETRY.toMillis();
                long ttl = Math.clamp(Math.min(four.ttlSeconds(), six.ttlSeconds()), MIN_TTL_SECONDS, MAX_TTL_SECONDS);
                again(ttl * 1_000);
            } else {
                again(retryMillis + dice.next(JITTER_MILLIS));
                retryMillis = Math.min(failureInterval.toMillis(), retryMillis * 2);
            }
            tell();
            first.complete(null);
        }

        private void again(long millis) {
            if (!loop.isShuttingDown()) loop.schedule(this::resolve, millis, TimeUnit.MILLISECONDS);
        }

        List<String> addresses() {
            var all = new ArrayList<>(ipv4.addresses());
            all.addAll(ipv6.addresses());
            return List.copyOf(all);
        }
    }
}
