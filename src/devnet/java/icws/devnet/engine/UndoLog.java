package icws.devnet.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a memory held before it was written: pieces of 4 KiB, each saved before its first write
 * since {@link #begin}. Not thread-safe.
 */
final class UndoLog {
  private static final int PIECE_BITS = 12;
  private static final int PIECE_BYTES = 1 << PIECE_BITS;

  /** A piece as it was before its first write. */
  private static final class SavedPiece {
    private final int piece;
    private final byte[] content;

    SavedPiece(int piece, byte[] content) {
      this.piece = piece;
      this.content = content;
    }
  }

  private final List<SavedPiece> saved = new ArrayList<>();

  /** For each piece: true while its content must be saved before it is written. */
  private boolean[] unsaved;

  /**
   * Creates a log that is not recording.
   *
   * @param bytes the memory's size
   */
  UndoLog(int bytes) {
    unsaved = new boolean[bytes >>> PIECE_BITS];
  }

  /** Makes room for a memory that has grown; what it grew by needs no saving. */
  void extend(int bytes) {
    unsaved = Arrays.copyOf(unsaved, bytes >>> PIECE_BITS);
  }

  /** Begins to save, for the first {@code bytes} of the memory. */
  void begin(int bytes) {
    saved.clear();
    Arrays.fill(unsaved, 0, bytes >>> PIECE_BITS, true);
  }

  /** Ends saving and forgets what was saved. */
  void commit() {
    saved.clear();
    Arrays.fill(unsaved, false);
  }

  /** Puts back what was saved, and ends saving. */
  void restore(byte[] content) {
    for (SavedPiece each : saved) {
      System.arraycopy(each.content, 0, content, each.piece << PIECE_BITS, PIECE_BYTES);
    }
    commit();
  }

  /** Before a write of 1 to 8 bytes, which touches two pieces at most. */
  void beforeStore(byte[] content, int address, int size) {
    int first = address >>> PIECE_BITS;
    if (unsaved[first]) {
      save(content, first);
    }
    int last = (address + size - 1) >>> PIECE_BITS;
    if (unsaved[last]) {
      save(content, last);
    }
  }

  /** Before a write of any size, also 0. */
  void beforeWrite(byte[] content, int address, int size) {
    int end = (address + size + PIECE_BYTES - 1) >>> PIECE_BITS;
    for (int piece = address >>> PIECE_BITS; piece < end; piece++) {
      if (unsaved[piece]) {
        save(content, piece);
      }
    }
  }

  private void save(byte[] content, int piece) {
    int from = piece << PIECE_BITS;
    saved.add(new SavedPiece(piece, Arrays.copyOfRange(content, from, from + PIECE_BYTES)));
    unsaved[piece] = false;
  }
}
