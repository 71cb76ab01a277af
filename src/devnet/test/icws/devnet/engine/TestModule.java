package icws.devnet.engine;

import icws.ic.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Assembles small Wasm modules for tests, byte by byte: imports from {@code ic0}, functions, one
 * memory, mutable i32 globals, one table that holds all functions. Types are written as in {@code
 * "ii:i"}: parameters, then results; {@code i} is i32, {@code I} is i64.
 */
public final class TestModule {
  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;

  private final List<String> types = new ArrayList<>();
  private final List<byte[]> imports = new ArrayList<>();
  private final List<Integer> functions = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<byte[]> exports = new ArrayList<>();
  private final List<byte[]> customs = new ArrayList<>();
  private final List<byte[]> data = new ArrayList<>();
  private int pages;
  private int maximumPages = -1;
  private int globals;

  /** Imports a system function; its index is the number of imports before it. */
  public TestModule imports(String name, String type) {
    imports.add(concat(string("ic0"), string(name), new byte[] {0}, leb(typeIndex(type))));
    return this;
  }

  /** A function of type {@code ":"} that is exported under this name. */
  public TestModule exports(String name, int... code) {
    int index = imports.size() + bodies.size();
    exports.add(concat(string(name), new byte[] {0}, leb(index)));
    return function(":", code);
  }

  /** A function that is not exported; its table slot is its index. */
  public TestModule function(String type, int... code) {
    functions.add(typeIndex(type));
    byte[] instructions = concat(new byte[] {0}, bytes(code), new byte[] {0x0b});
    bodies.add(concat(leb(instructions.length), instructions));
    return this;
  }

  public TestModule memory(int initialPages, int maximum) {
    pages = initialPages;
    maximumPages = maximum;
    return this;
  }

  /** Mutable i32 globals that begin at 0. */
  public TestModule globals(int count) {
    globals = count;
    return this;
  }

  /** Text at an address of the memory. */
  public TestModule data(int address, String text) {
    data.add(concat(new byte[] {0, 0x41}, signedLeb(address), new byte[] {0x0b}, string(text)));
    return this;
  }

  public TestModule custom(String name, String content) {
    customs.add(section(0, concat(string(name), Bytes.utf8(content).toByteArray())));
    return this;
  }

  public Bytes build() {
    List<byte[]> sections = new ArrayList<>();
    List<byte[]> signatures = types.stream().map(TestModule::signature).toList();
    sections.add(section(1, vector(signatures)));
    sections.add(section(2, vector(imports)));
    sections.add(section(3, vector(functions.stream().map(TestModule::leb).toList())));
    int all = imports.size() + bodies.size();
    sections.add(section(4, concat(new byte[] {1, 0x70, 0}, leb(all))));
    if (maximumPages >= 0) {
      sections.add(section(5, concat(new byte[] {1, 1}, leb(pages), leb(maximumPages))));
    }
    byte[] global = {I32, 1, 0x41, 0, 0x0b};
    sections.add(section(6, vector(Collections.nCopies(globals, global))));
    sections.add(section(7, vector(exports)));
    List<byte[]> indexes = IntStream.range(0, all).mapToObj(TestModule::leb).toList();
    sections.add(section(9, concat(new byte[] {1, 0, 0x41, 0, 0x0b}, vector(indexes))));
    sections.add(section(10, vector(bodies)));
    if (!data.isEmpty()) {
      sections.add(section(11, vector(data)));
    }
    sections.addAll(customs);
    byte[] header = {0, 'a', 's', 'm', 1, 0, 0, 0};
    return Bytes.wrap(concat(header, concat(sections.toArray(byte[][]::new))));
  }

  private int typeIndex(String type) {
    if (!types.contains(type)) {
      types.add(type);
    }
    return types.indexOf(type);
  }

  private static byte[] signature(String type) {
    int colon = type.indexOf(':');
    return concat(
        new byte[] {0x60}, values(type.substring(0, colon)), values(type.substring(colon + 1)));
  }

  private static byte[] values(String letters) {
    return concat(
        leb(letters.length()), bytes(letters.chars().map(c -> c == 'I' ? I64 : I32).toArray()));
  }

  private static byte[] section(int id, byte[] content) {
    return concat(new byte[] {(byte) id}, leb(content.length), content);
  }

  private static byte[] vector(List<byte[]> items) {
    return concat(leb(items.size()), concat(items.toArray(byte[][]::new)));
  }

  private static byte[] string(String text) {
    byte[] utf8 = Bytes.utf8(text).toByteArray();
    return concat(leb(utf8.length), utf8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] leb(int value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return out.toByteArray();
  }

  /** For small numbers, as {@code i32.const} takes them. */
  private static byte[] signedLeb(int value) {
    return value < 64 ? leb(value) : bytes((value & 0x7f) | 0x80, value >>> 7);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
