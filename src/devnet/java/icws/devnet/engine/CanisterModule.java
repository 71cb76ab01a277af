package icws.devnet.engine;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CustomSection;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.UnknownCustomSection;
import icws.ic.Bytes;
import icws.ic.Sha256;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A canister module, checked and compiled: what {@code install_code} takes, plain or gzipped.
 * Follows the IC interface specification, "Canister module format". Immutable and thread-safe; may
 * be instantiated many times.
 */
public final class CanisterModule {
  /** A custom section that {@code read_state} shows: to everybody, or to controllers only. */
  public record Metadata(Bytes content, boolean isPublic) {}

  private static final String SYSTEM_API = "ic0";
  private static final String PUBLIC_PREFIX = "icp:public ";
  private static final String PRIVATE_PREFIX = "icp:private ";
  private static final Set<OpCode> TABLE_WRITES =
      EnumSet.of(
          OpCode.TABLE_SET,
          OpCode.TABLE_GROW,
          OpCode.TABLE_FILL,
          OpCode.TABLE_COPY,
          OpCode.TABLE_INIT);

  private final Bytes hash;
  private final WasmModule wasm;
  private final Function<Instance, Machine> machineFactory;
  private final Map<String, Metadata> metadata = new TreeMap<>();
  private final Map<String, Integer> functions = new HashMap<>();
  private final Set<String> imports = new HashSet<>();
  private final boolean tablesChange;

  private CanisterModule(Bytes hash, WasmModule wasm, Map<String, SystemFunction> systemApi) {
    this.hash = hash;
    this.wasm = wasm;
    wasm.importSection().stream().forEach(each -> checkImport(each, systemApi));
    collectExports();
    wasm.customSections().forEach(this::collectMetadata);
    this.tablesChange =
        Arrays.stream(wasm.codeSection().functionBodies())
            .flatMap(body -> body.instructions().stream())
            .anyMatch(instruction -> TABLE_WRITES.contains(instruction.opcode()));
    this.machineFactory =
        MachineFactoryCompiler.builder(wasm)
            .withInterpreterFallback(InterpreterFallback.SILENT)
            .compile();
  }

  /**
   * Checks and compiles; takes about a second for a module of 300 KB.
   *
   * @param uploaded the module as it came, plain or gzipped; its hash is the module hash
   * @param systemApi the functions the module may import
   * @throws InvalidModuleException where no canister can be made of it
   */
  public static CanisterModule load(Bytes uploaded, Map<String, SystemFunction> systemApi) {
    Bytes plain = WasmBinary.plain(uploaded);
    WasmBinary.refuseMemory64(plain);
    try {
      return new CanisterModule(
          Sha256.hash(uploaded), Parser.parse(plain.toByteArray()), systemApi);
    } catch (ChicoryException e) {
      throw new InvalidModuleException("Canister's Wasm module is not valid: " + e.getMessage(), e);
    }
  }

  private void checkImport(Import each, Map<String, SystemFunction> systemApi) {
    String name = each.module() + "." + each.name();
    if (!(each instanceof FunctionImport function) || !each.module().equals(SYSTEM_API)) {
      throw new InvalidModuleException("Module imports " + name + "; only ic0 functions exist");
    }
    SystemFunction known = systemApi.get(each.name());
    if (known == null) {
      throw new InvalidModuleException("Module imports " + name + ", which does not exist");
    }
    FunctionType type = wasm.typeSection().getType(function.typeIndex());
    if (!known.type().equals(type)) {
      throw new InvalidModuleException(
          "Module imports " + name + " as " + type + " instead of " + known.type());
    }
    imports.add(each.name());
  }

  private void collectExports() {
    Map<String, String> methods = new HashMap<>();
    for (int i = 0; i < wasm.exportSection().exportCount(); i++) {
      Export export = wasm.exportSection().getExport(i);
      if (export.exportType() != ExternalType.FUNCTION) {
        continue;
      }
      functions.put(export.name(), export.index());
      int space = export.name().indexOf(' ');
      if (space > 0 && export.name().startsWith("canister_")) {
        String method = export.name().substring(space + 1);
        String other = methods.put(method, export.name());
        if (other != null) {
          throw new InvalidModuleException(
              "Module exports both '" + other + "' and '" + export.name() + "'");
        }
      }
    }
  }

  private void collectMetadata(CustomSection section) {
    if (section instanceof UnknownCustomSection custom) {
      String name = custom.name();
      if (name.startsWith(PUBLIC_PREFIX)) {
        metadata.put(
            name.substring(PUBLIC_PREFIX.length()),
            new Metadata(Bytes.copyOf(custom.bytes()), true));
      } else if (name.startsWith(PRIVATE_PREFIX)) {
        metadata.put(
            name.substring(PRIVATE_PREFIX.length()),
            new Metadata(Bytes.copyOf(custom.bytes()), false));
      }
    }
  }

  /** SHA-256 of the bytes as they were uploaded. */
  public Bytes hash() {
    return hash;
  }

  /** Metadata sections by name, without their {@code icp:} prefix; an unmodifiable view. */
  public Map<String, Metadata> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** Whether the module exports a function of this name, for example {@code canister_init}. */
  public boolean exports(String function) {
    return functions.containsKey(function);
  }

  /** The index of an exported function. */
  int function(String name) {
    return Optional.ofNullable(functions.get(name)).orElseThrow();
  }

  /** The pages the module's memory starts with and may grow to, where it has a memory. */
  Optional<MemoryLimits> memoryLimits() {
    return wasm.memorySection()
        .filter(section -> section.memoryCount() > 0)
        .map(section -> section.getMemory(0).limits());
  }

  WasmModule wasm() {
    return wasm;
  }

  Function<Instance, Machine> machineFactory() {
    return machineFactory;
  }

  Set<String> imports() {
    return imports;
  }

  boolean tablesChange() {
    return tablesChange;
  }
}
