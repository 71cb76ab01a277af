package icws;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import icws.ic.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The house's import directions: edge, relay, canister, wire, one way along the message path. */
@AnalyzeClasses(packages = "icws", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ASSEMBLY = "icws.gateway";
  private static final String CONFIG = "icws.gateway.config..";
  private static final String EDGE = "icws.gateway.edge..";
  private static final String RELAY = "icws.gateway.relay..";
  private static final String CANISTER = "icws.gateway.canister..";
  private static final String WIRE = "icws.gateway.wire..";
  private static final String RECORD = "icws.gateway.record..";
  private static final String OPS = "icws.gateway.ops..";
  private static final String IC = "icws.ic..";

  @ArchTest
  static final ArchRule internetComputerKnowsNoGateway =
      noClasses()
          .that()
          .resideInAPackage(IC)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("icws.gateway..");

  @ArchTest
  static final ArchRule internetComputersImportsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("agent")
          .definedBy("icws.ic.agent..")
          .layer("identity")
          .definedBy("icws.ic.identity..")
          .layer("certificate")
          .definedBy("icws.ic.certificate..")
          .layer("cbor")
          .definedBy("icws.ic.cbor..")
          .layer("candid")
          .definedBy("icws.ic.candid..")
          .layer("base")
          .definedBy("icws.ic")
          .whereLayer("agent")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("identity")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("certificate")
          .mayOnlyBeAccessedByLayers("identity", "agent")
          .whereLayer("cbor")
          .mayOnlyBeAccessedByLayers("certificate", "identity", "agent")
          .whereLayer("candid")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule onlyTheAgentDoesInputOrOutput =
      noClasses()
          .that()
          .resideInAPackage(IC)
          .and()
          .resideOutsideOfPackage("icws.ic.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..");

  /** Whoever has it could change what is immutable. */
  @ArchTest
  static final ArchRule onlyDecodersSeeTheMemoryOfBytes =
      noClasses()
          .that()
          .resideOutsideOfPackages("icws.ic", "icws.ic.candid..", "icws.ic.cbor..")
          .should()
          .callMethod(Bytes.class, "sharedArray");

  @ArchTest
  static final ArchRule wireKnowsOnlyTheInternetComputer =
      noClasses()
          .that()
          .resideInAPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ASSEMBLY, CONFIG, EDGE, RELAY, RECORD, CANISTER, OPS);

  @ArchTest
  static final ArchRule canisterKnowsNeitherRelayNorEdge =
      noClasses()
          .that()
          .resideInAPackage(CANISTER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ASSEMBLY, CONFIG, EDGE, RELAY, RECORD, OPS);

  @ArchTest
  static final ArchRule relayKnowsNoEdge =
      noClasses()
          .that()
          .resideInAPackage(RELAY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ASSEMBLY, CONFIG, EDGE, RECORD, OPS);

  /** Sessions know channels, closings and calls, those know calls, and all know what is shared. */
  @ArchTest
  static final ArchRule roomsOfTheRelay =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(RELAY)
          .layer("session")
          .definedBy("icws.gateway.relay.session")
          .layer("channel")
          .definedBy("icws.gateway.relay.channel")
          .layer("closing")
          .definedBy("icws.gateway.relay.closing")
          .layer("call")
          .definedBy("icws.gateway.relay.call")
          .layer("shared")
          .definedBy("icws.gateway.relay")
          .whereLayer("session")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("channel")
          .mayOnlyBeAccessedByLayers("session")
          .whereLayer("closing")
          .mayOnlyBeAccessedByLayers("session")
          .whereLayer("call")
          .mayOnlyBeAccessedByLayers("session", "channel", "closing");

  @ArchTest
  static final ArchRule recordKnowsNoEdge =
      noClasses()
          .that()
          .resideInAPackage(RECORD)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ASSEMBLY, CONFIG, EDGE, OPS);

  @ArchTest
  static final ArchRule onlyTheAssemblyKnowsTheRecord =
      noClasses()
          .that()
          .resideInAnyPackage(EDGE, OPS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(RECORD);

  @ArchTest
  static final ArchRule databasesOnlyBehindTheRecord =
      noClasses()
          .that()
          .resideOutsideOfPackage(RECORD)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "javax.naming..", "org.h2..");

  @ArchTest
  static final ArchRule nothingLooksAtOperations =
      noClasses()
          .that()
          .resideInAnyPackage(CONFIG, EDGE, RELAY, RECORD, CANISTER, WIRE, IC)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(OPS);

  @ArchTest
  static final ArchRule socketsOnlyAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(EDGE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.websocket..");

  @ArchTest
  static final ArchRule messagePathIsPlainJava =
      noClasses()
          .that()
          .resideInAnyPackage(RELAY, RECORD, CANISTER, WIRE, IC)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..");

  @ArchTest
  static final ArchRule onlyTestsKnowIc4jAndWhatItBrings =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.ic4j..",
              "org.apache.commons..",
              "org.slf4j..",
              "com.fasterxml.jackson.databind..");

  @ArchTest
  static final ArchRule wireDoesNoInputOrOutput =
      noClasses()
          .that()
          .resideInAPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..");

  @ArchTest
  static final ArchRule noCycles = slices().matching("icws.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noMutableStatics =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal();

  /** The JDK's one timer for futures would keep this application's class loader for ever. */
  @ArchTest
  static final ArchRule timersAreOurOwn =
      noClasses()
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(
                      HasOwner.Predicates.With.owner(
                          HasName.Predicates.name(CompletableFuture.class.getName())))
                  .and(
                      JavaCall.Predicates.target(
                          HasName.Predicates.nameMatching(
                              "orTimeout|completeOnTimeout|delayedExecutor"))));

  /** Nor does anything run on a pool that is everybody's, or on a thread of its own. */
  @ArchTest
  static final ArchRule threadsAreOurOwn =
      noClasses()
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(
                      HasOwner.Predicates.With.owner(
                          HasName.Predicates.name(CompletableFuture.class.getName())))
                  .and(JavaCall.Predicates.target(HasName.Predicates.nameMatching(".*Async")))
                  .and(
                      JavaCall.Predicates.target(
                          HasParameterTypes.Predicates.rawParameterTypes(
                              DescribedPredicate.describe(
                                  "without an executor",
                                  types ->
                                      types.stream()
                                          .noneMatch(
                                              type -> type.isEquivalentTo(Executor.class)))))));

  @ArchTest
  static final ArchRule roleNouns =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Impl")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Service")
          .andShould()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper");
}
