package icws.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.bench.measure.Latencies;
import icws.bench.measure.Noise;
import icws.bench.report.Results.Line;
import icws.bench.report.Results.Row;
import icws.bench.report.Results.Sample;
import icws.bench.report.Results.Subject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class PlotsTest {
  private static final Noise QUIET = new Noise(0, 1, 0);
  private static final double FRAME_TOP = 50;
  private static final double FRAME_BOTTOM = 370;

  private final Results results = new Results();

  private static Subject subject(String size, String gateway) {
    return new Subject("e silence & more", size, "instant", gateway);
  }

  private void times(String gateway, long... millis) {
    Latencies latencies = new Latencies();
    LongStream.of(millis).map(value -> value * 1_000_000).forEach(latencies);
    results.add(new Line(subject("", gateway), "delay"), latencies);
  }

  private void heap(int clients, double value) {
    Row row = new Row(subject(clients + " clients", "ours"), "heap", "MiB");
    results.add(row, new Sample(value, QUIET));
  }

  private static Element parse(String svg)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  /** How far down the points of a plot's first line are. */
  private static List<Double> depths(Element svg) {
    Element line = (Element) svg.getElementsByTagName("polyline").item(0);
    return Arrays.stream(line.getAttribute("points").split(" ", -1))
        .map(point -> Double.valueOf(point.substring(point.indexOf(',') + 1)))
        .toList();
  }

  @Test
  void gatewaysShareThePlotOfAFigure() throws Exception {
    times("ours", 1, 2, 3);
    times("theirs", 10, 20, 30);
    times("ours", 100);
    Map<String, String> plots = Plots.of(results);
    assertEquals(Set.of("e-silence-more-delay.svg"), plots.keySet());
    Element svg = parse(plots.values().iterator().next());
    assertEquals(2, svg.getElementsByTagName("polyline").getLength());
    assertTrue(svg.getTextContent().contains("ours, clock instant (4 times)"));
    assertTrue(svg.getTextContent().contains("theirs, clock instant (3 times)"));
    assertTrue(svg.getTextContent().contains("e silence & more: delay"));
  }

  @Test
  void curveRisesFromTheShortestToTheLongestWithinItsFrame() throws Exception {
    times("ours", 1, 10, 100, 1_000);
    List<Double> depths = depths(parse(Plots.of(results).values().iterator().next()));
    assertEquals(depths.stream().sorted((a, b) -> Double.compare(b, a)).toList(), depths);
    assertEquals(FRAME_BOTTOM, depths.get(0), 0.5);
    assertTrue(depths.get(depths.size() - 1) >= FRAME_TOP);
  }

  @Test
  void figuresOfThreeSizesAreALineOverTheirSizes() throws Exception {
    heap(0, 50);
    heap(10_000, 100);
    assertEquals(Map.of(), Plots.of(results));
    heap(5_000, 75);
    Element svg = parse(Plots.of(results).values().iterator().next());
    assertEquals(List.of(210.0, 130.0, 50.0), depths(svg));
    assertTrue(svg.getTextContent().contains("10,000"));
  }

  @Test
  void reportHasTableFailuresAndPlots(@TempDir Path folder) throws IOException {
    times("ours", 5);
    heap(0, 50);
    Path report = new Report(results, List.of("f: no")).write(folder);
    String text = Files.readString(report);
    assertTrue(text.startsWith(MarkdownTable.of(results)));
    assertTrue(text.contains("\nNot measured: f: no\n"));
    assertTrue(text.contains("\n![](e-silence-more-delay.svg)\n"));
    assertTrue(Files.exists(folder.resolve("e-silence-more-delay.svg")));
  }
}
