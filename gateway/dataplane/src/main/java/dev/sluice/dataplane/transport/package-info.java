/** Which way of the kernel the sockets of a data plane go: epoll, io_uring or java.nio, and why not the one that was wished for. */
@NullMarked
package dev.sluice.dataplane.transport;

import org.jspecify.annotations.NullMarked;
