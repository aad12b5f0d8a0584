package dev.sluice.admin.rest;

import dev.sluice.admin.objects.ObjectWriter;
import dev.sluice.admin.openapi.OpenApi;
import dev.sluice.admin.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Puts the API together. */
public final class AdminServers {
    private AdminServers() {}

    /** @param options with TLS and the client CA; a client certificate is asked for, not demanded */
    public static Future<AdminServer> start(
            Vertx vertx, HttpServerOptions options, Store store, ObjectWriter writer, OpenApi openApi, InstantSource clock,
            RandomGenerator chance) {
        var objects = new ObjectsApi(store, writer, new WatchApi(store, clock, chance), clock);
        return new AdminServer(vertx, options, new Api(store, new Documents(openApi), objects)).listen();
    }
}
