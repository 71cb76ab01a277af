package icws.gateway.config;

import icws.ic.identity.Passphrase;
import java.nio.file.Path;

/**
 * Where the gateway's key is, and who may read it.
 *
 * @param file PEM with the key; made at the first start
 * @param groupReadable whether the file's group may read it too
 * @param passphrase what the key is encrypted with
 */
public record IdentityConfiguration(Path file, boolean groupReadable, Passphrase passphrase) {}
