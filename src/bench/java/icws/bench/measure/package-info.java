/** What is measured: clocks that omit nothing, processes from outside, the machine's own noise. */
@NullMarked
package icws.bench.measure;

import org.jspecify.annotations.NullMarked;
