package icws.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What tests the gateway must not share its mistakes. */
@AnalyzeClasses(packages = "icws")
class ClientArchitectureTest {

  private static final DescribedPredicate<JavaClass> OF_ANOTHER_PACKAGE_OF_THIS_PROJECT =
      JavaClass.Predicates.resideInAPackage("icws..")
          .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("icws.client")));

  @ArchTest
  static final ArchRule theClientSharesNothingWithTheGateway =
      noClasses()
          .that()
          .resideInAPackage("icws.client")
          .should()
          .dependOnClassesThat(OF_ANOTHER_PACKAGE_OF_THIS_PROJECT);
}
