/** The hash tree that comes with a message: IC interface specification, "Certification encoding". */
import type { HashTree } from '@icp-sdk/core/agent';
import { LookupPathStatus, lookup_path, NodeType, reconstruct } from '@icp-sdk/core/agent';
import { decodeCbor } from './cbor.js';
import { IcWebSocketError } from './errors.js';

/**
 * Forks and labels within each other, the same in the gateway: twice what the network lets its own
 * state have, deeper than any balanced tree over 64-bit nonces, shallower than any stack.
 */
const MAX_DEPTH = 256;

/** @throws IcWebSocketError `malformed-frame` if the bytes are no hash tree */
export function decodeHashTree(bytes: Uint8Array): HashTree {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch (cause) {
    throw new IcWebSocketError('malformed-frame', 'the tree is not CBOR', { cause });
  }
  return node(value, 0);
}

export function rootHash(tree: HashTree): Promise<Uint8Array> {
  return reconstruct(tree);
}

/** The leaf at this path, or nothing where the tree says that it is absent or does not tell. */
export function leafAt(tree: HashTree, ...path: string[]): Uint8Array | undefined {
  const result = lookup_path(path, tree);
  return result.status === LookupPathStatus.Found ? result.value : undefined;
}

function node(value: unknown, depth: number): HashTree {
  if (!Array.isArray(value) || depth > MAX_DEPTH) {
    throw notATree();
  }
  const [type, first, second] = value as unknown[];
  switch (`${String(type)}/${value.length}`) {
    case `${NodeType.Empty}/1`:
      return [NodeType.Empty];
    case `${NodeType.Fork}/3`:
      return [NodeType.Fork, node(first, depth + 1), node(second, depth + 1)];
    case `${NodeType.Labeled}/3`:
      return [NodeType.Labeled, bytes(first) as never, node(second, depth + 1)];
    case `${NodeType.Leaf}/2`:
      return [NodeType.Leaf, bytes(first) as never];
    case `${NodeType.Pruned}/2`:
      return [NodeType.Pruned, bytes(first, 32) as never];
    default:
      throw notATree();
  }
}

function bytes(value: unknown, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) {
    throw notATree();
  }
  return value;
}

function notATree(): IcWebSocketError {
  return new IcWebSocketError('malformed-frame', 'the tree is not a hash tree');
}
