// The two published agent libraries under the same names.

import * as coreAgent from '@icp-sdk/core/agent';
import * as coreCandid from '@icp-sdk/core/candid';
import * as coreIdentity from '@icp-sdk/core/identity';
import * as coreSecp256k1 from '@icp-sdk/core/identity/secp256k1';
import * as corePrincipal from '@icp-sdk/core/principal';
import * as oldAgent from '@dfinity/agent';
import * as oldCandid from '@dfinity/candid';
import * as oldIdentity from '@dfinity/identity';
import * as oldSecp256k1 from '@dfinity/identity-secp256k1';
import * as oldPrincipal from '@dfinity/principal';

export const libraries = {
  '@icp-sdk/core 6': {
    ...coreAgent,
    ...coreCandid,
    ...coreIdentity,
    ...coreSecp256k1,
    ...corePrincipal,
  },
  '@dfinity/agent 3': {
    ...oldAgent,
    ...oldCandid,
    ...oldIdentity,
    ...oldSecp256k1,
    ...oldPrincipal,
  },
};
