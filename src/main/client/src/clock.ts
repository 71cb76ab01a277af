/** Milliseconds since 1970, as the network counts them. */
export type Clock = () => number;

const NANOS_PER_MILLI = 1_000_000n;

export function millisToNanos(millis: number): bigint {
  return BigInt(Math.trunc(millis)) * NANOS_PER_MILLI;
}

export function nanosToMillis(nanos: bigint): number {
  return Number(nanos / NANOS_PER_MILLI);
}
