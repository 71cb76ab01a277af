import {
  CertifiedRejectErrorCode,
  RejectError,
  ReplicaRejectCode,
  UncertifiedRejectUpdateErrorCode,
} from '@icp-sdk/core/agent';
import { firstLine } from './errors.js';

/** The replica's own error code within the reject code for any fault of a canister. */
const METHOD_NOT_FOUND = 'IC0536';

/** Whether a call failed because there is no such canister, or it has no such method. */
export function isRefusedForGood(cause: unknown): boolean {
  const rejection = rejectionOf(cause);
  return (
    rejection !== undefined &&
    (rejection.rejectCode === ReplicaRejectCode.DestinationInvalid ||
      rejection.rejectErrorCode === METHOD_NOT_FOUND)
  );
}

/** A rejection's own message; the library puts it below a general first line. */
export function explain(thrown: unknown): string {
  return rejectionOf(thrown)?.rejectMessage ?? firstLine(thrown);
}

/** What the network or the canister said against an update call; undefined if neither was reached. */
function rejectionOf(
  thrown: unknown,
): CertifiedRejectErrorCode | UncertifiedRejectUpdateErrorCode | undefined {
  const code = thrown instanceof RejectError ? thrown.code : undefined;
  return code instanceof CertifiedRejectErrorCode ||
    code instanceof UncertifiedRejectUpdateErrorCode
    ? code
    : undefined;
}
