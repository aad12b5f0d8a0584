package dev.sluice.dataplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
    /** Has no memory when told so. */
    private static final class Allocator extends AbstractByteBufAllocator {
        private boolean exhausted;

        @Override
        protected ByteBuf newHeapBuffer(int size, int most) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(size, most);
        }

        @Override
        protected ByteBuf newDirectBuffer(int size, int most) {
            if (exhausted) throw new OutOfMemoryError("none left, says the test");
            return UnpooledByteBufAllocator.DEFAULT.directBuffer(size, most);
        }

        @Override
        public boolean isDirectBufferPooled() { return false; }
    }

    private final Allocator allocator = new Allocator();

    /** As on a loop of its own. */
    private static void alone(Runnable test) throws Exception {
        var task = new FutureTask<>(test, true);
        Thread.ofPlatform().start(task);
        assertThat(task.get()).isTrue();
    }

    @Test
    void shouldGiveTheSameBufferAgainOnceItIsFree() throws Exception {
        alone(() -> {
            ByteBuf first = LoopBuffers.own().toRead(allocator, 4096);
            first.writeInt(7).release();

            ByteBuf second = LoopBuffers.own().toRead(allocator, 4096);

            assertThat(second).isSameAs(first);
            assertThat(second.isReadable()).isFalse();
            second.release();
        });
    }

    @Test
    void shouldKeepOneForEachOfTwoSizes() throws Exception {
        alone(() -> {
            ByteBuf small = LoopBuffers.own().toRead(allocator, 1024);
            small.release();
            ByteBuf large = LoopBuffers.own().toRead(allocator, 4096);
            large.release();

            for (int i = 0; i < 3; i++) {
                ByteBuf again = LoopBuffers.own().toRead(allocator, 1024);
                assertThat(again).isSameAs(small);
                again.release();
                again = LoopBuffers.own().toRead(allocator, 4096);
                assertThat(again).isSameAs(large);
                again.release();
            }
        });
    }

    @Test
    void shouldNeverGiveOutWhatSomebodyStillHasThoughNoMemoryIsLeft() throws Exception {
        alone(() -> {
            ByteBuf kept = LoopBuffers.own().toRead(allocator, 4096).writeInt(7);

            allocator.exhausted = true;
            assertThatThrownBy(() -> LoopBuffers.own().toRead(allocator, 4096)).isInstanceOf(OutOfMemoryError.class);
            allocator.exhausted = false;
            ByteBuf other = LoopBuffers.own().toRead(allocator, 4096);

            assertThat(other).isNotSameAs(kept);
            assertThat(kept.readInt()).isEqualTo(7);
            assertThat(kept.refCnt()).isEqualTo(1);
            kept.release();
            other.release();
        });
    }
}
