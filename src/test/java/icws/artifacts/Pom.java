package icws.artifacts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A Maven pom, as far as the tests ask. */
final class Pom {
  private final Element project;

  private Pom(Element project) {
    this.project = project;
  }

  static Pom read(Path file) throws IOException {
    try {
      return new Pom(
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " is no pom", e);
    }
  }

  String version() {
    return text(project, "version");
  }

  boolean hasParent() {
    return !children(project).stream()
        .filter(each -> each.getTagName().equals("parent"))
        .toList()
        .isEmpty();
  }

  String name() {
    return text(project, "name");
  }

  String description() {
    return text(project, "description");
  }

  String licence() {
    return text(child(child(project, "licenses"), "license"), "name");
  }

  /**
   * What its classes are compiled with: of each dependency that is not of scope runtime the name of
   * its jar, such as {@code jspecify-1.0.0.jar}.
   */
  List<String> dependencies() {
    return children(child(project, "dependencies")).stream()
        .filter(each -> !isForRuntime(each))
        .map(each -> text(each, "artifactId") + "-" + text(each, "version") + ".jar")
        .toList();
  }

  private static boolean isForRuntime(Element dependency) {
    return children(dependency).stream()
        .anyMatch(
            each -> each.getTagName().equals("scope") && each.getTextContent().equals("runtime"));
  }

  private static String text(Element element, String name) {
    return child(element, name).getTextContent();
  }

  private static Element child(Element element, String name) {
    return children(element).stream()
        .filter(each -> each.getTagName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + element.getTagName()));
  }

  private static List<Element> children(Element element) {
    NodeList nodes = element.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter((Node node) -> node instanceof Element)
        .map(Element.class::cast)
        .toList();
  }
}
