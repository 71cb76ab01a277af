package icws.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What tests the gateway must not share its mistakes. */
@AnalyzeClasses(packages = "icws", importOptions = ClientArchitectureTest.NoTests.class)
class ClientArchitectureTest {

  /** The client is compiled beside the tests: these are told by their names. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.matches(java.util.regex.Pattern.compile(".*Test(\\$.*)?\\.class"));
    }
  }

  private static final DescribedPredicate<JavaClass> OF_THE_CLIENT =
      resideInAPackage("icws.client");

  /** Of this project. */
  private static final DescribedPredicate<JavaClass> OF_ANOTHER_PACKAGE =
      resideInAPackage("icws..").and(DescribedPredicate.not(OF_THE_CLIENT));

  /** Where the client, and the bench's clients, meet the agent, which verifies and calls. */
  private static final DescribedPredicate<JavaClass> OF_THE_AGENTS_BORDER =
      nameMatching(
              ".*\\.(AgentIdentity|Certification|IcNetwork|NetworkOpening|Registrar|LoadSite)(\\$.*)?")
          .forSubtype();

  @ArchTest
  static final ArchRule theClientSharesNothingWithTheGateway =
      noClasses()
          .that(OF_THE_CLIENT)
          .should()
          .dependOnClassesThat(
              OF_ANOTHER_PACKAGE.and(DescribedPredicate.not(resideInAPackage("icws.ic.."))));

  @ArchTest
  static final ArchRule whatMakesAndReadsFramesSharesNothingWithTheAgentEither =
      noClasses()
          .that(OF_THE_CLIENT.and(DescribedPredicate.not(OF_THE_AGENTS_BORDER)))
          .should()
          .dependOnClassesThat(OF_ANOTHER_PACKAGE);

  @ArchTest
  static final ArchRule whatUsersSeeIsFew =
      classes()
          .that(OF_THE_CLIENT)
          .and()
          .arePublic()
          .should()
          .haveNameMatching(
              ".*\\.(IcWebSocket|IcWebSocketBuilder|IcWebSocketException|IcNetwork|Protocol|Codec"
                  + "|MappedTypes|ClientIdentity|ClientKeys|Ic4jIdentity"
                  // Beside the tests:
                  + "|Forgery|FrameCheck|GatewayClient|GatewaySocket|PocClient|V1Client"
                  + "|LoadClient|LoadSite)(\\$.*)?");
}
