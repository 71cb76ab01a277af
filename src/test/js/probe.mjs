// The interface of src/test/motoko/Probe.mo, as far as these tests use it.

export const probeInterface = ({ IDL }) => {
  const blob = IDL.Vec(IDL.Nat8);
  return IDL.Service({
    increment: IDL.Func([], [IDL.Nat], []),
    incrementTwice: IDL.Func([], [IDL.Nat], []),
    get: IDL.Func([], [IDL.Nat], ['query']),
    countSinceUpgrade: IDL.Func([], [IDL.Nat], ['query']),
    askTwice: IDL.Func([IDL.Principal], [IDL.Nat, IDL.Nat], ['composite_query']),
    whoami: IDL.Func([], [IDL.Principal], ['query']),
    certify: IDL.Func([blob], [], []),
    certificate: IDL.Func([], [IDL.Opt(blob)], ['query']),
    changeAndTrap: IDL.Func([], [], []),
    refuse: IDL.Func([], [], []),
    refuseQuery: IDL.Func([], [], ['query']),
    random: IDL.Func([], [blob], []),
    echo: IDL.Func([blob], [blob], ['query']),
    store: IDL.Func([blob], [IDL.Nat], []),
    nosuch: IDL.Func([], [], []),
    nosuchQuery: IDL.Func([], [], ['query']),
  });
};
