package icws.devnet.engine;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.MutabilityType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Wasm instance holds beside its memory: mutable globals, and tables where the module's code
 * writes to them. Both are small, so they are copied at {@link #begin}. Not thread-safe.
 */
final class UndoableState {
  private final List<GlobalInstance> globals = new ArrayList<>();
  private final List<TableInstance> tables = new ArrayList<>();
  private final Instance instance;
  private final long[] low;
  private final long[] high;
  private final List<int[]> references = new ArrayList<>();

  UndoableState(Instance instance, boolean tablesChange) {
    this.instance = instance;
    for (int i = 0; i < instance.globalCount(); i++) {
      if (instance.global(i).getMutabilityType() == MutabilityType.Var) {
        globals.add(instance.global(i));
      }
    }
    for (int i = 0; tablesChange && i < instance.tableCount(); i++) {
      tables.add(instance.table(i));
    }
    low = new long[globals.size()];
    high = new long[globals.size()];
  }

  void begin() {
    for (int i = 0; i < globals.size(); i++) {
      low[i] = globals.get(i).getValueLow();
      high[i] = globals.get(i).getValueHigh();
    }
    references.clear();
    for (TableInstance table : tables) {
      int[] copy = new int[table.size()];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = table.ref(i);
      }
      references.add(copy);
    }
  }

  /** A table keeps what it grew; the new slots are empty again. */
  void rollback() {
    for (int i = 0; i < globals.size(); i++) {
      globals.get(i).setValueLow(low[i]);
      globals.get(i).setValueHigh(high[i]);
    }
    for (int t = 0; t < tables.size(); t++) {
      TableInstance table = tables.get(t);
      int[] before = references.get(t);
      for (int i = 0; i < table.size(); i++) {
        table.setRef(i, i < before.length ? before[i] : EMPTY_REFERENCE, instance);
      }
    }
  }

  private static final int EMPTY_REFERENCE = -1;
}
