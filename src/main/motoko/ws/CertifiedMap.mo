/// An ordered map from keys to values whose root hash the Internet Computer certifies: a hash tree as
/// in the IC interface specification, section "Certification", with the SHA-256 of a value at the label
/// of its key.
///
/// A map is an immutable AVL tree that shares its unchanged parts with its predecessors. `insert`,
/// `remove` and `range` touch O(log n) nodes. A node keeps the hash of its subtree from the first time
/// `digest` asks for it; so a batch of changes costs one hashing of the nodes it made, O(log n) for
/// one change. Nothing but data: a map may be kept in a stable variable.

import Blob "mo:core/Blob";
import List "mo:core/List";
import Nat "mo:core/Nat";
import Bytes "Bytes";
import Cbor "Cbor";
import Sha2 "Sha2";

module {
  public type Map<V> = ?Node<V>;

  public type Node<V> = {
    key : Blob;
    value : V;
    /// SHA-256 of what the value certifies.
    hash : Blob;
    left : Map<V>;
    right : Map<V>;
    height : Nat;
    /// The digest of labeled(key, leaf(hash)).
    var labeled : ?Blob;
    /// The digest of the whole subtree.
    var digest : ?Blob;
  };

  /// A hash tree, or as much of it as a proof needs.
  public type HashTree = {
    #empty;
    #fork : (HashTree, HashTree);
    #labeled : (Blob, HashTree);
    #leaf : Blob;
    #pruned : Blob;
  };

  // Of the keys of a subtree; null where they are within by where the subtree is.
  type Bounds = { first : ?Blob; last : ?Blob };

  /// The map with `value` at `key`, where `hash` is what the tree certifies for it.
  public func insert<V>(map : Map<V>, key : Blob, value : V, hash : Blob) : Map<V> {
    let ?node = map else return ?newNode(key, value, hash, null, null);
    switch (Blob.compare(key, node.key)) {
      case (#less) ?balanced(node, insert(node.left, key, value, hash), node.right);
      case (#greater) ?balanced(node, node.left, insert(node.right, key, value, hash));
      case (#equal) ?newNode(key, value, hash, node.left, node.right);
    };
  };

  /// The map without `key`.
  public func remove<V>(map : Map<V>, key : Blob) : Map<V> {
    let ?node = map else return null;
    switch (Blob.compare(key, node.key)) {
      case (#less) ?balanced(node, remove(node.left, key), node.right);
      case (#greater) ?balanced(node, node.left, remove(node.right, key));
      case (#equal) joined(node.left, node.right);
    };
  };

  /// The value at `key`.
  public func get<V>(map : Map<V>, key : Blob) : ?V {
    let ?node = map else return null;
    switch (Blob.compare(key, node.key)) {
      case (#less) get(node.left, key);
      case (#greater) get(node.right, key);
      case (#equal) ?node.value;
    };
  };

  /// The value of the greatest of the keys `first` to `last`, both included.
  public func last<V>(map : Map<V>, first : Blob, last_ : Blob) : ?V {
    let ?node = map else return null;
    if (node.key > last_) return last(node.left, first, last_);
    switch (last(node.right, first, last_)) {
      case null if (node.key >= first) ?node.value else null;
      case found found;
    };
  };

  /// The values of the keys `first` to `last`, both included, in order, as long as `take` takes each.
  public func range<V>(map : Map<V>, first : Blob, last : Blob, take : V -> Bool) : [V] {
    let taken = List.empty<V>();
    // Answers whether to go on.
    func visit(map : Map<V>, { first; last } : Bounds) : Bool {
      let ?node = map else return true;
      let isFrom = isAtLeast(node.key, first);
      let isTo = isAtMost(node.key, last);
      if (isFrom and not visit(node.left, { first; last = if isTo null else last })) return false;
      if (not isTo) return false;
      if isFrom {
        if (not take(node.value)) return false;
        List.add(taken, node.value);
      };
      visit(node.right, { first = if isFrom null else first; last });
    };
    ignore visit(map, { first = ?first; last = ?last });
    List.toArray(taken);
  };

  /// The root hash of the hash tree of `map`.
  public func digest<V>(map : Map<V>) : Blob {
    let ?node = map else return digestOf(#empty);
    switch (node.digest) {
      case (?known) known;
      case null {
        let own = labeledDigest(node);
        let ownAndRight = switch (node.right) { case null own; case right forkDigest(own, digest(right)) };
        let whole = switch (node.left) { case null ownAndRight; case left forkDigest(digest(left), ownAndRight) };
        node.digest := ?whole;
        whole;
      };
    };
  };

  /// The hash tree of `map` with the entries `first` <= key <= `last` in full, the rest pruned.
  public func witness<V>(map : Map<V>, first : Blob, last : Blob) : HashTree {
    witnessWithin(map, { first = ?first; last = ?last });
  };

  func witnessWithin<V>(map : Map<V>, { first; last } : Bounds) : HashTree {
    let ?node = map else return #empty;
    let isFrom = isAtLeast(node.key, first);
    let isTo = isAtMost(node.key, last);
    let left = if isFrom witnessWithin(node.left, { first; last = if isTo null else last }) else prune(node.left);
    let right = if isTo witnessWithin(node.right, { first = if isFrom null else first; last }) else prune(node.right);
    if (isFrom and isTo) return fork(left, fork(#labeled(node.key, #leaf(node.hash)), right));
    if (showsNothing left and showsNothing right) return prune(map);
    fork(left, fork(#pruned(labeledDigest(node)), right));
  };

  func showsNothing(tree : HashTree) : Bool = switch tree { case (#empty or #pruned _) true; case _ false };

  func isAtLeast(key : Blob, first : ?Blob) : Bool = switch first { case (?first) first <= key; case null true };

  func isAtMost(key : Blob, last : ?Blob) : Bool = switch last { case (?last) key <= last; case null true };

  /// The digest of a hash tree.
  public func digestOf(tree : HashTree) : Blob {
    switch tree {
      case (#empty) Sha2.sha256(["\11ic-hashtree-empty"]);
      case (#fork(left, right)) forkDigest(digestOf(left), digestOf(right));
      case (#labeled(label_, subtree)) Sha2.sha256(["\13ic-hashtree-labeled", label_, digestOf(subtree)]);
      case (#leaf content) Sha2.sha256(["\10ic-hashtree-leaf", content]);
      case (#pruned hash) hash;
    };
  };

  /// The encoding that certificates use, with the self-describe tag.
  public func encode(tree : HashTree) : Blob = Cbor.encode(toCbor(tree));

  func toCbor(tree : HashTree) : Cbor.Value {
    switch tree {
      case (#empty) #array([#nat 0]);
      case (#fork(left, right)) #array([#nat 1, toCbor(left), toCbor(right)]);
      case (#labeled(label_, subtree)) #array([#nat 2, #bytes label_, toCbor(subtree)]);
      case (#leaf content) #array([#nat 3, #bytes content]);
      case (#pruned hash) #array([#nat 4, #bytes hash]);
    };
  };

  func fork(left : HashTree, right : HashTree) : HashTree {
    switch (left, right) {
      case (#empty, _) right;
      case (_, #empty) left;
      case (#pruned a, #pruned b) #pruned(forkDigest(a, b));
      case _ #fork(left, right);
    };
  };

  func prune<V>(map : Map<V>) : HashTree = switch map { case null #empty; case _ #pruned(digest(map)) };

  func forkDigest(left : Blob, right : Blob) : Blob = Sha2.sha256(["\10ic-hashtree-fork", left, right]);

  func labeledDigest<V>(node : Node<V>) : Blob {
    switch (node.labeled) {
      case (?known) known;
      case null {
        let hash = digestOf(#labeled(node.key, #leaf(node.hash)));
        node.labeled := ?hash;
        hash;
      };
    };
  };

  func height<V>(map : Map<V>) : Nat = switch map { case null 0; case (?node) node.height };

  func newNode<V>(key : Blob, value : V, hash : Blob, left : Map<V>, right : Map<V>) : Node<V> {
    {
      key;
      value;
      hash;
      left;
      right;
      height = 1 + Nat.max(height(left), height(right));
      var labeled = null;
      var digest = null;
    };
  };

  // The entry of `node` over other subtrees.
  func over<V>(node : Node<V>, left : Map<V>, right : Map<V>) : Node<V> {
    let copy = newNode(node.key, node.value, node.hash, left, right);
    copy.labeled := node.labeled;
    copy;
  };

  // The same for subtrees whose heights differ by at most two: rotated where they differ by two.
  func balanced<V>(node : Node<V>, left : Map<V>, right : Map<V>) : Node<V> {
    switch (left, right) {
      case (?l, _) if (l.height > height(right) + 1) return rotatedRight(node, l, right);
      case _ {};
    };
    switch right {
      case (?r) if (r.height > height(left) + 1) return rotatedLeft(node, left, r);
      case null {};
    };
    over(node, left, right);
  };

  func rotatedRight<V>(node : Node<V>, left : Node<V>, right : Map<V>) : Node<V> {
    switch (left.right) {
      case (?inner) if (inner.height > height(left.left)) {
        return over(inner, ?over(left, left.left, inner.left), ?over(node, inner.right, right));
      };
      case null {};
    };
    over(left, left.left, ?over(node, left.right, right));
  };

  func rotatedLeft<V>(node : Node<V>, left : Map<V>, right : Node<V>) : Node<V> {
    switch (right.left) {
      case (?inner) if (inner.height > height(right.right)) {
        return over(inner, ?over(node, left, inner.left), ?over(right, inner.right, right.right));
      };
      case null {};
    };
    over(right, ?over(node, left, right.left), right.right);
  };

  // Two subtrees of one node without their node: the first entry of the right one takes its place.
  func joined<V>(left : Map<V>, right : Map<V>) : Map<V> {
    let ?r = right else return left;
    let next = leftmost(r);
    ?balanced(next, left, remove(right, next.key));
  };

  func leftmost<V>(node : Node<V>) : Node<V> = switch (node.left) { case (?left) leftmost(left); case null node };
};
