/**
 * The TypeScript client and the demo page against the real system: devnet, demo canisters and the
 * gateway's WAR on Payara Micro. The checks themselves are in JavaScript, in {@code
 * src/test/browser} and in {@code src/main/client/test/network}; this package starts what they need
 * and runs them.
 */
@NullMarked
package icws.page;

import org.jspecify.annotations.NullMarked;
