package icws.gateway.edge;

import icws.gateway.relay.Faults;
import icws.gateway.relay.Limit;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * What comes in on an upgraded connection, looked at by a {@link FrameMeter} before Tyrus gets it:
 * over a limit nothing more is read.
 *
 * <p>Tyrus keeps a frame that has not come to its end, copies all of it at each byte that comes,
 * and keeps the memory of the largest while the socket is open. So it gets no large ones: what is
 * larger than {@link #MOST_AT_ONCE} is cut into fragments of its message, as any intermediary may
 * (RFC 6455 section 5.4), with what is there of it. Others pass as they are.
 */
final class MeteredInput extends ServletInputStream {

  /** What Tyrus keeps for a socket is a few times as much. */
  static final int MOST_AT_ONCE = 4096;

  /** The headers that are made here: their lengths have two bytes at most. */
  private static final int SHORT_HEADER = 2 + FrameMeter.MASK_BYTES;

  private static final int MEDIUM_HEADER = SHORT_HEADER + Short.BYTES;

  /** Room for any header and something behind it. */
  private static final int LEAST_ROOM = FrameMeter.MOST_HEADER_BYTES + 1;

  private final ServletInputStream in;
  private final FrameMeter meter;
  private final Place place;
  private final Faults faults;
  private final byte[] headerPart = new byte[FrameMeter.MOST_HEADER_BYTES];

  /** How much of the frame that is cut has been passed on. */
  private long cutBytes;

  /** Whether the frame that is coming is cut. */
  private boolean isCut;

  /** Nothing more is read. */
  private volatile boolean refused;

  /**
   * @param place is told of a limit that is passed
   * @param faults takes what the reader throws
   */
  MeteredInput(ServletInputStream in, FrameMeter meter, Place place, Faults faults) {
    this.faults = faults;
    this.in = in;
    this.meter = meter;
    this.place = place;
  }

  @Override
  public int available() throws IOException {
    return Math.min(in.available(), MOST_AT_ONCE) + LEAST_ROOM;
  }

  /** Unsupported: one reads as much as is {@link #available}. */
  @Override
  public int read() {
    throw new UnsupportedOperationException("single bytes");
  }

  /**
   * Reads frames, and parts of frames, as far as they are there.
   *
   * @return 0 also if there is nothing that can be passed on yet
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + Math.min(length, MOST_AT_ONCE + LEAST_ROOM);
    while (!refused
        && end - at >= LEAST_ROOM
        && in.available() > 0
        && hasPongsToSpare(at - offset)) {
      at = meter.isAtHeader() ? readHeader(into, at) : readPayload(into, at, end);
    }
    return at - offset;
  }

  /** Pings that are answered as they come do not wait, also where many come in one piece. */
  private boolean hasPongsToSpare(int read) {
    return read == 0 || meter.unanswered() < FrameMeter.MOST_UNANSWERED / 2;
  }

  private int readHeader(byte[] into, int at) throws IOException {
    int came = in.read(headerPart, 0, Math.min(meter.headerBytesMissing(), in.available()));
    for (int i = 0; i < came; i++) {
      Optional<Limit> passed = meter.headerByte(headerPart[i]);
      if (passed.isPresent()) {
        refused = true;
        place.passed(passed.get());
        return at;
      }
    }
    if (!meter.isHeaderWhole()) {
      return at;
    }
    isCut = meter.payloadLeft() > MOST_AT_ONCE;
    cutBytes = 0;
    if (isCut) {
      return at;
    }
    System.arraycopy(meter.header(), 0, into, at, meter.headerBytes());
    return at + meter.headerBytes();
  }

  private int readPayload(byte[] into, int at, int end) throws IOException {
    int most = (int) Math.min(meter.payloadLeft(), in.available());
    if (!isCut) {
      int came = in.read(into, at, Math.min(most, end - at));
      meter.payload(came);
      return at + came;
    }
    int wanted = Math.min(most, end - at - MEDIUM_HEADER);
    int header = headerLength(wanted);
    int came = in.read(into, at + header, wanted);
    if (headerLength(came) != header) {
      System.arraycopy(into, at + header, into, at + headerLength(came), came);
    }
    writeHeader(into, at, came);
    meter.payload(came);
    cutBytes += came;
    return at + headerLength(came) + came;
  }

  private static int headerLength(int payload) {
    return payload < FrameMeter.LENGTH_16 ? SHORT_HEADER : MEDIUM_HEADER;
  }

  /** The header of a fragment of the frame that is cut. */
  private void writeHeader(byte[] into, int at, int payload) {
    byte[] cut = meter.header();
    int first = cutBytes == 0 ? cut[0] & ~FrameMeter.FIN : 0;
    boolean isLast = payload == meter.payloadLeft();
    into[at] = (byte) (isLast ? first | (cut[0] & FrameMeter.FIN) : first);
    int next = at + 2;
    if (payload < FrameMeter.LENGTH_16) {
      into[at + 1] = (byte) (FrameMeter.MASKED | payload);
    } else {
      into[at + 1] = (byte) (FrameMeter.MASKED | FrameMeter.LENGTH_16);
      into[next++] = (byte) (payload >> Byte.SIZE);
      into[next++] = (byte) payload;
    }
    int mask = meter.headerBytes() - FrameMeter.MASK_BYTES;
    for (int i = 0; i < FrameMeter.MASK_BYTES; i++) {
      into[next + i] = cut[mask + (int) ((cutBytes + i) % FrameMeter.MASK_BYTES)];
    }
  }

  @Override
  public boolean isFinished() {
    return in.isFinished();
  }

  @Override
  public boolean isReady() {
    return !refused && in.isReady();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    in.setReadListener(new Reporting(listener, faults));
  }

  /** Keeps to us what goes wrong: Tyrus would make a reason for its client of it. */
  private record Reporting(ReadListener listener, Faults faults) implements ReadListener {
    @Override
    public void onDataAvailable() throws IOException {
      listener.onDataAvailable();
    }

    @Override
    public void onAllDataRead() throws IOException {
      listener.onAllDataRead();
    }

    @Override
    public void onError(Throwable fault) {
      // That a client has gone is no fault.
      if (!(fault instanceof IOException)) {
        faults.report("Reading from a socket", fault);
      }
      listener.onError(new IOException());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
