package icws.devnet.http;

import java.time.Duration;

/**
 * What the HTTP server is told at its start.
 *
 * @param port on 127.0.0.1; 0 for any free one
 * @param callTimeout how long a synchronous call is waited for before {@code 202}
 * @param travel the median of how long a request travels, there and back; zero for not at all
 * @param limit how much one address may ask for
 * @param accessLogs after which time without a line those who listen to access logs are sent away;
 *     zero where there are no access logs
 * @param seed of what is drawn
 */
public record FrontendOptions(
    int port,
    Duration callTimeout,
    Duration travel,
    RequestLimit limit,
    Duration accessLogs,
    long seed) {}
