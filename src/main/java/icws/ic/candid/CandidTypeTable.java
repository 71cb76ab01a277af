package icws.ic.candid;

import java.util.Arrays;

/**
 * The types that a message describes itself with. A reference to a type is its index here or, for a
 * primitive type, its negative code. For one thread.
 */
final class CandidTypeTable {

  static final CandidTypeTable NONE = new CandidTypeTable(new Entry[0], 0);

  private static final int[] NO_FIELDS = {};

  private final Entry[] entries;
  private int partsLeft;

  private CandidTypeTable(Entry[] entries, int partsLeft) {
    this.entries = entries;
    this.partsLeft = partsLeft;
  }

  /**
   * Reads a message's table.
   *
   * @param quota how many types and fields there may be
   */
  static CandidTypeTable read(CandidInput in, int quota) {
    // Every entry takes two bytes or more, so the claimed size cannot outgrow the message.
    int size = in.count(Math.min(quota, in.remaining() / 2), "type table size");
    Entry[] entries = new Entry[size];
    CandidTypeTable table = new CandidTypeTable(entries, quota - size);
    for (int i = 0; i < entries.length; i++) {
      entries[i] = table.readEntry(in);
    }
    return table;
  }

  Entry entry(int index) {
    return entries[index];
  }

  /** Reads a reference, which may be to an entry further on. */
  int readReference(CandidInput in) {
    long reference = in.signed();
    if (reference >= entries.length) {
      throw new CandidException("no type " + reference + " in a table of " + entries.length);
    }
    if (reference < 0 && !CandidType.ofCode(reference).isPrimitive()) {
      throw new CandidException(CandidType.ofCode(reference) + " outside of the type table");
    }
    return (int) reference;
  }

  private Entry readEntry(CandidInput in) {
    CandidType type = CandidType.ofCode(in.signed());
    return switch (type) {
      case OPT, VEC -> new Entry(type, readReference(in), NO_FIELDS, NO_FIELDS);
      case RECORD, VARIANT -> readFields(type, in);
      case FUNC, SERVICE ->
          throw new CandidException("the message has a " + type + " type, which is not supported");
      default -> throw new CandidException(type + " in the type table");
    };
  }

  private Entry readFields(CandidType type, CandidInput in) {
    int count = in.count(Math.min(partsLeft, in.remaining() / 2), "number of fields");
    partsLeft -= count;
    int[] ids = new int[count];
    int[] types = new int[count];
    long previous = -1;
    for (int i = 0; i < count; i++) {
      long id = in.unsigned();
      if (id <= previous || id > 0xffff_ffffL) {
        throw new CandidException("field ids that do not increase, or over 32 bits");
      }
      previous = id;
      ids[i] = (int) id;
      types[i] = readReference(in);
    }
    return new Entry(type, 0, ids, types);
  }

  /** A type of the table: what an option or vector holds, or a record's or variant's fields. */
  static final class Entry {
    private final CandidType type;
    private final int inner;
    private final int[] ids;
    private final int[] types;

    Entry(CandidType type, int inner, int[] ids, int[] types) {
      this.type = type;
      this.inner = inner;
      this.ids = ids;
      this.types = types;
    }

    CandidType type() {
      return type;
    }

    int inner() {
      return inner;
    }

    int fields() {
      return ids.length;
    }

    int id(int field) {
      return ids[field];
    }

    int fieldType(int field) {
      return types[field];
    }

    @Override
    public String toString() {
      return type + " " + Arrays.toString(ids);
    }
  }
}
