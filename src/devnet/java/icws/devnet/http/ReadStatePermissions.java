package icws.devnet.http;

import icws.devnet.engine.CanisterModule;
import icws.devnet.replica.CanisterSummary;
import icws.devnet.replica.IngressHistory;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which paths of the state tree a request may read (IC interface specification, "Request: Read
 * state"): others' request statuses and private metadata are not for everybody.
 *
 * @param sender who asks
 * @param effectiveCanister the canister of the URL; empty at the subnet's endpoint
 * @param canister what is known of that canister, where it exists
 */
record ReadStatePermissions(
    IngressHistory history,
    Principal sender,
    Optional<Principal> effectiveCanister,
    Optional<CanisterSummary> canister) {

  private static final int MAX_PATHS = 1000;
  private static final int MAX_LABELS = 127;
  private static final Set<String> OPEN =
      Set.of("time", "subnet", "canister_ranges", "api_boundary_nodes");
  private static final Set<String> OPEN_OF_CANISTER = Set.of("module_hash", "controllers");

  /**
   * Checks all paths of a request.
   *
   * @throws RefusedException where one must not be read
   */
  void check(List<List<Bytes>> paths) {
    if (paths.size() > MAX_PATHS) {
      throw RefusedException.badRequest("more than " + MAX_PATHS + " paths");
    }
    Set<Bytes> requests = new HashSet<>();
    for (List<Bytes> path : paths) {
      checkPath(path);
      if (isRequestStatus(path)) {
        requests.add(path.get(1));
      }
    }
    if (requests.size() > 1) {
      throw RefusedException.badRequest("paths of more than one request id");
    }
  }

  private void checkPath(List<Bytes> path) {
    if (path.isEmpty() || path.size() > MAX_LABELS) {
      throw RefusedException.badRequest("a path has 1 to " + MAX_LABELS + " labels");
    }
    String first = text(path.get(0));
    if (OPEN.contains(first)) {
      return;
    }
    if (isRequestStatus(path)) {
      checkRequest(path.get(1));
    } else if (first.equals("canister") && path.size() >= 3) {
      checkCanister(path);
    } else {
      throw forbidden("path /" + first + " cannot be read");
    }
  }

  private static boolean isRequestStatus(List<Bytes> path) {
    return path.size() >= 2 && path.get(0).equals(Bytes.utf8("request_status"));
  }

  private void checkRequest(Bytes requestId) {
    Optional<IngressHistory.Entry> entry = history.find(requestId);
    if (entry.isPresent() && !entry.get().sender().equals(sender)) {
      throw forbidden("The user tries to access Request ID not signed by the caller");
    }
    boolean elsewhere =
        entry.isPresent()
            && !Optional.of(entry.get().effectiveCanister()).equals(effectiveCanister);
    if (elsewhere) {
      throw forbidden(
          "The user tries to access request IDs of another canister than the one in the URL");
    }
  }

  private void checkCanister(List<Bytes> path) {
    boolean own = effectiveCanister.filter(id -> id.raw().equals(path.get(1))).isPresent();
    if (!own) {
      throw forbidden("The canister of the path is not the one in the URL");
    }
    String field = text(path.get(2));
    if (field.equals("metadata") && path.size() == 4) {
      checkMetadata(text(path.get(3)));
    } else if (path.size() != 3 || !OPEN_OF_CANISTER.contains(field)) {
      throw forbidden("path /canister/<id>/" + field + " cannot be read");
    }
  }

  private void checkMetadata(String name) {
    boolean hidden =
        canister
            .filter(known -> isPrivate(known.metadata().get(name)))
            .filter(known -> !known.controllers().contains(sender))
            .isPresent();
    if (hidden) {
      throw forbidden("Custom section " + name + " can only be requested by the controllers");
    }
  }

  private static boolean isPrivate(CanisterModule.@Nullable Metadata section) {
    return section != null && !section.isPublic();
  }

  private static RefusedException forbidden(String message) {
    return new RefusedException(RefusedException.FORBIDDEN, message);
  }

  private static String text(Bytes label) {
    try {
      return label.toUtf8();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          RefusedException.BAD_REQUEST, "a label of the path is not UTF-8", e);
    }
  }
}
