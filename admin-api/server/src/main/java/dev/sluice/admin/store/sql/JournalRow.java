package dev.sluice.admin.store.sql;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * One row of {@code sluice_journal}.
 *
 * @param previous revision of the state before; 0 where there was none
 */
record JournalRow(long transaction, int sequence, Op op, long previous, ObjectRow object, byte[] hash) {
    enum Op {
        C, U, D
    }

    static JournalRow of(long transaction, int sequence, Op op, long previous, ObjectRow object) {
        return new JournalRow(transaction, sequence, op, previous, object, hash(transaction, sequence, op, previous, object));
    }

    boolean intact() {
        return Arrays.equals(hash, hash(transaction, sequence, op, previous, object));
    }

    private static byte[] hash(long transaction, int sequence, Op op, long previous, ObjectRow object) {
        MessageDigest digest = ObjectRow.sha256();
        digest.update(object.hash());
        digest.update(ByteBuffer.allocate(22).putLong(transaction).putInt(sequence).putChar(op.name().charAt(0)).putLong(previous).flip());
        return digest.digest();
    }
}
