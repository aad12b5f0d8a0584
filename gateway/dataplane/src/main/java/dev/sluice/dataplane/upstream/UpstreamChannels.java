package dev.sluice.dataplane.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;

/** Makes client sockets of the transport that the event loops run. */
public interface UpstreamChannels {
    /** @param unixDomain for a path instead of an IP address */
    ChannelFactory<? extends Channel> factory(boolean unixDomain);
}
