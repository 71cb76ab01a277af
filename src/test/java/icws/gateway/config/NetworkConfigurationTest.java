package icws.gateway.config;

import static icws.gateway.config.SettingsFixture.read;
import static icws.gateway.config.SettingsFixture.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.agent.Network;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkConfigurationTest {
  private static final Bytes ROOT_KEY = Network.mainnet().rootKeyDer();

  @Test
  void mainnetIsMainnetWhateverItsAddressLooksLike() {
    assertEquals(
        new NetworkConfiguration.Mainnet(URI.create("http://127.0.0.1:4943")),
        read("icws.network.url", "http://127.0.0.1:4943/").network());
  }

  @Test
  void aCustomNetworkIsCustomWhateverItsAddressLooksLike() {
    assertEquals(
        new NetworkConfiguration.CustomWithKey(URI.create("https://icp-api.io"), ROOT_KEY),
        read(
                "icws.network", "custom",
                "icws.network.url", "https://icp-api.io",
                "icws.network.root-key", ROOT_KEY.hex())
            .network());
  }

  @Test
  void aCustomNetworkMayTellItsOwnRootKeyIfTheOperatorSaysSo() {
    assertEquals(
        new NetworkConfiguration.CustomFetchingKey(URI.create("http://127.0.0.1:4943")),
        read(
                "icws.network", "custom",
                "icws.network.url", "http://127.0.0.1:4943",
                "icws.network.fetch-root-key", "true")
            .network());
  }

  @Test
  void aCustomNetworkNeedsAnAddressAndExactlyOneSourceOfItsKey() {
    assertEquals(
        "icws.network.url is missing; icws.network=custom needs it",
        refusal("icws.network", "custom"));
    assertEquals(
        "icws.network=custom needs either icws.network.root-key (DER in hex) or"
            + " icws.network.fetch-root-key=true",
        refusal("icws.network", "custom", "icws.network.url", "http://localhost:1"));
    assertEquals(
        "icws.network=custom needs either icws.network.root-key (DER in hex) or"
            + " icws.network.fetch-root-key=true, not both",
        refusal(
            "icws.network", "custom",
            "icws.network.url", "http://localhost:1",
            "icws.network.root-key", ROOT_KEY.hex(),
            "icws.network.fetch-root-key", "true"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3081", "no hex", "30"})
  void aRootKeyThatIsNoKeyIsRefused(String value) {
    String message =
        refusal(
            "icws.network", "custom",
            "icws.network.url", "http://localhost:1",
            "icws.network.root-key", value);
    assertTrue(
        message.startsWith("icws.network.root-key is \"" + value + "\"; allowed: "), message);
  }

  @Test
  void theNetworksAddressMayBeInAnyCaseAndEndInASlash() {
    assertEquals(
        URI.create("https://IC.example"),
        read("icws.network.url", "HTTPS://IC.example/").network().url());
  }
}
