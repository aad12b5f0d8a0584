package dev.sluice.dataplane.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportChoiceTest {
    private static TransportChoice choose(TransportWish wish, Map<Transport, String> obstacles) {
        return TransportChoice.of(wish, one -> obstacles.getOrDefault(one, ""));
    }

    @ParameterizedTest
    @CsvSource({"AUTO, EPOLL", "EPOLL, EPOLL", "IO_URING, IO_URING", "NIO, NIO"})
    void shouldGrantEachWishWhereNothingIsInTheWay(TransportWish wish, Transport granted) {
        assertThat(choose(wish, Map.of())).isEqualTo(new TransportChoice(granted, ""));
    }

    @Test
    void shouldServeByTheNextBestAndSayWhy() {
        assertThat(choose(TransportWish.IO_URING, Map.of(Transport.IO_URING, "it is forbidden")))
                .isEqualTo(new TransportChoice(Transport.EPOLL,
                        "serving by epoll instead of io_uring, since io_uring cannot be had: it is forbidden"));
        assertThat(choose(TransportWish.IO_URING, Map.of(Transport.IO_URING, "forbidden", Transport.EPOLL, "no library")))
                .isEqualTo(new TransportChoice(Transport.NIO,
                        "serving by nio instead of io_uring, since io_uring cannot be had: forbidden; epoll cannot be had: no library"));
        assertThat(choose(TransportWish.EPOLL, Map.of(Transport.EPOLL, "no library")).shortfall())
                .startsWith("serving by nio instead of epoll");
    }

    @Test
    void shouldNotComplainOfWhatNobodyAskedFor() {
        assertThat(choose(TransportWish.AUTO, Map.of(Transport.EPOLL, "this is no Linux")))
                .isEqualTo(new TransportChoice(Transport.NIO, ""));
    }

    @Test
    void shouldFailWhereNoneCanBeHad() {
        assertThatThrownBy(() -> choose(TransportWish.NIO, Map.of(Transport.NIO, "no"))).hasMessageContaining("nio cannot be had: no");
    }
}
