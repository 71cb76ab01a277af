/** {@code mvn -Pdemo}: the whole system on one machine, until it is interrupted. */
@NullMarked
package icws.demo;

import org.jspecify.annotations.NullMarked;
