/** What is done to a gateway, one class for each letter of {@code --scenarios}. */
@NullMarked
package icws.bench.scenario;

import org.jspecify.annotations.NullMarked;
