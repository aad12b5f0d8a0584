package dev.sluice.dataplane.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What Linux keeps for a listening socket: connections whose handshake is done and that nobody has accepted yet. They are reset when the socket is closed, so that
 * it must be emptied before; that ends only if no others come in, and so segments that would begin one are filtered out. Their senders try again after a second
 * and are refused cleanly then, or reach who listens there next.
 */
final class AcceptQueue {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    /** struct sock_fprog on 64 bit: a count, padding, an address. */
    private static final RawUnixChannelOption FILTER = new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, SO_ATTACH_FILTER, 16);
    /** struct tcp_info up to tcpi_unacked, which counts the queue of a listening socket. */
    private static final RawUnixChannelOption INFO = new RawUnixChannelOption("TCP_INFO", IPPROTO_TCP, TCP_INFO, 28);
    private static final int UNACKED = 24;

    private static final int LOAD_BYTE = 0x30;
    private static final int AND = 0x54;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int TCP_FLAGS = 13;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private AcceptQueue() {}

    /** From now on no handshake begins; those that have begun may end. False where the system cannot do so. */
    static boolean refuseNewcomers(Channel listening) {
        ByteBuffer program = ByteBuffer.allocateDirect(5 * 8).order(ByteOrder.nativeOrder());
        try {
            instruction(program, LOAD_BYTE, 0, 0, TCP_FLAGS);
            instruction(program, AND, 0, 0, SYN | ACK);
            instruction(program, JUMP_IF_EQUAL, 0, 1, SYN);
            instruction(program, RETURN, 0, 0, 0);
            instruction(program, RETURN, 0, 0, -1);
            ByteBuffer description = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
            description.putShort((short) 5).position(8);
            description.putLong(Buffer.memoryAddress(program)).flip();
            return listening.config().setOption(FILTER, description);
        } catch (ChannelException | UnsupportedOperationException | LinkageError impossible) {
            return false;
        } finally {
            // Until here the kernel may read it; then it has a copy.
            Reference.reachabilityFence(program);
        }
    }

    private static void instruction(ByteBuffer program, int code, int ifTrue, int ifFalse, int operand) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }

    /** Connections that wait; 0 where the system does not say. */
    static int length(Channel listening) {
        try {
            ByteBuffer info = listening.config().getOption(INFO);
            return info == null || info.remaining() < UNACKED + 4
                    ? 0
                    : info.order(ByteOrder.nativeOrder()).getInt(info.position() + UNACKED);
        } catch (ChannelException | UnsupportedOperationException unknown) {
            return 0;
        }
    }
}
