/** What comes out: figures gathered, a table, plots. Knows nothing of gateways. */
@NullMarked
package icws.bench.report;

import org.jspecify.annotations.NullMarked;
