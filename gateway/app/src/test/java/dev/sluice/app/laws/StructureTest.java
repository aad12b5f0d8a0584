package dev.sluice.app.laws;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructureTest {
    /**
     * Where the outside world comes in: the clock, chance, the process's environment. Everything else takes them as arguments. An entry ends
     * with a dot for a whole package.
     */
    private static final List<String> EDGES = List.of("dev.sluice.app.", "dev.sluice.certs.SystemChance",
            "dev.sluice.dataplane.server.Chance");
    private static final Pattern CATCH_ALL = Pattern.compile(".*(Util|Utils|Utility|Utilities|Helper|Helpers|Manager|Common)");

    @ParameterizedTest(name = "{0} may use {1}")
    @CsvSource({
            "resources, ''", "reader, resources", "rules, resources", "certs, ''", "dataplane, rules resources",
            "node, dataplane rules reader resources certs", "admin, rules reader resources certs"})
    void shouldImportOnlyTheModulesItMay(String module, String allowed) {
        String[] forbidden = Set.of("resources", "reader", "rules", "certs", "dataplane", "node", "admin", "xds", "app", "perf").stream()
                .filter(other -> !other.equals(module) && !List.of(allowed.split(" ")).contains(other))
                .map(other -> "dev.sluice." + other + "..")
                .toArray(String[]::new);

        noClasses().that().resideInAPackage("dev.sluice." + module + "..").should().dependOnClassesThat().resideInAnyPackage(forbidden)
                .allowEmptyShould(true).check(House.MAIN);
    }

    @Test
    void shouldKeepTheRuleEngineEmbeddable() {
        classes().that().resideInAPackage("dev.sluice.rules..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.google.re2j..", "org.jspecify..", "dev.sluice.rules..", "dev.sluice.resources..")
                .check(House.MAIN);
    }

    @Test
    void shouldKeepResourcesAndCertsFreeOfNetAndJson() {
        noClasses().that().resideInAnyPackage("dev.sluice.resources..", "dev.sluice.certs..").should().dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "com.fasterxml..", "org.slf4j..").check(House.MAIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "dev.sluice.(*)..", "dev.sluice.resources.(*)..", "dev.sluice.reader.(*)..", "dev.sluice.rules.(*)..",
            "dev.sluice.dataplane.(*)..",
            "dev.sluice.node.(*)..", "dev.sluice.admin.(*)..", "dev.sluice.app.(*).."})
    void shouldHaveNoCycleOfPackages(String slices) {
        slices().matching(slices).should().beFreeOfCycles().allowEmptyShould(true).check(House.MAIN);
    }

    @Test
    void shouldHaveNoCycleBetweenAnyTwoPackages() {
        slices().matching("dev.sluice.(**)").should().beFreeOfCycles().check(House.MAIN);
    }

    @Test
    void shouldDescribeEveryPackageAndMarkItsNulls() {
        var lacking = new TreeSet<String>();
        for (JavaClass one : House.MAIN) {
            JavaPackage of = one.getPackage();
            if (!of.isAnnotatedWith(NullMarked.class)) lacking.add(of.getName());
        }

        assertThat(lacking).as("packages without a @NullMarked package-info").isEmpty();
    }

    @Test
    void shouldTakeTimeAndChanceAsArguments() {
        noClasses().that(DescribedPredicate.not(edges())).should()
                .callMethodWhere(target(Instant.class, "now").or(target(Clock.class, "system.*"))
                        .or(target(InstantSource.class, "system")).or(target(System.class, "nanoTime|currentTimeMillis|getenv"))
                        .or(target(ThreadLocalRandom.class, "current")).or(target(Math.class, "random")))
                .orShould().callConstructorWhere(constructorOf(Random.class)).check(House.MAIN);
    }

    @Test
    void shouldNameClassesByWhatTheyDo() {
        noClasses().should().haveNameMatching(CATCH_ALL.pattern()).orShould()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..manager..").check(House.MAIN);
    }

    @Test
    void shouldNotSleepInTests() {
        noClasses().should().callMethodWhere(target(Thread.class, "sleep")).check(House.TESTS);
    }

    @Test
    void shouldNotMeetTheHouseEmpty() {
        assertThat(House.MAIN.that(resideInAnyPackage("dev.sluice.dataplane..")).that(alwaysTrue())).hasSizeGreaterThan(20);
        assertThat(House.TESTS.that(resideInAnyPackage("dev.sluice.certs.."))).isNotEmpty();
    }

    private static DescribedPredicate<JavaClass> edges() {
        return DescribedPredicate.describe("are edges", one -> EDGES.stream()
                .anyMatch(edge -> edge.endsWith(".")
                        ? one.getName().startsWith(edge)
                        : one.getName().equals(edge) || one.getName().startsWith(edge + "$")));
    }

    private static DescribedPredicate<JavaAccess<?>> target(Class<?> owner, String name) {
        Pattern method = Pattern.compile(name);
        return DescribedPredicate.describe("calls " + owner.getSimpleName() + "." + name,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && method.matcher(((HasName) access.getTarget()).getName()).matches());
    }

    private static DescribedPredicate<JavaAccess<?>> constructorOf(Class<?> owner) {
        return DescribedPredicate.describe("makes a " + owner.getSimpleName(), access -> access.getTargetOwner().isEquivalentTo(owner));
    }
}
