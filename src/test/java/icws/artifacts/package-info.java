/**
 * What the build makes for others in {@code target/artifacts}, by {@code src/build/artifacts.xml}:
 * it is complete, does without the gateway, and is the same each time.
 */
@NullMarked
package icws.artifacts;

import org.jspecify.annotations.NullMarked;
