package icws.devnet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/**
 * The network's own import directions, and that it shares nothing but encoding with the gateway.
 */
@AnalyzeClasses(
    packages = {"icws.devnet", "icws.ic"},
    importOptions = DevnetArchitectureTest.WithoutTests.class)
class DevnetArchitectureTest {
  /** The network is in the test tree; its tests know more than it may. */
  static final class WithoutTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.matches(Pattern.compile(".*(Test|IT|/Test[A-Z]\\w*)(\\$.*)?\\.class"));
    }
  }

  @ArchTest
  static final ArchRule importsRunOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("network")
          .definedBy("icws.devnet")
          .layer("http")
          .definedBy("icws.devnet.http")
          .layer("replica")
          .definedBy("icws.devnet.replica")
          .layer("engine")
          .definedBy("icws.devnet.engine")
          .layer("state")
          .definedBy("icws.devnet.state")
          .whereLayer("network")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("network")
          .whereLayer("replica")
          .mayOnlyBeAccessedByLayers("network", "http")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("network", "replica", "http")
          .whereLayer("state")
          .mayOnlyBeAccessedByLayers("network", "http", "replica");

  @ArchTest
  static final ArchRule whatSignsIsNotWhatChecks =
      noClasses()
          .that()
          .resideInAPackage("icws.devnet..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("icws.ic..")
                  .and(
                      HasName.Predicates.nameMatching(
                          "icws\\.ic\\.\\w+\\.(Certificate.*|.*Agent|.*Identity|Bls.*|Envelope|Delegation)")));
}
