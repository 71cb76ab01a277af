// The management canister's interface, as far as these tests use it.

export const managementInterface = ({ IDL }) => {
  const blob = IDL.Vec(IDL.Nat8);
  const chunk = IDL.Record({ hash: blob });
  const canister = IDL.Record({ canister_id: IDL.Principal });
  const settings = IDL.Record({ controllers: IDL.Opt(IDL.Vec(IDL.Principal)) });
  const mode = IDL.Variant({
    install: IDL.Null,
    reinstall: IDL.Null,
    upgrade: IDL.Opt(IDL.Record({ skip_pre_upgrade: IDL.Opt(IDL.Bool) })),
  });
  const status = IDL.Record({
    status: IDL.Variant({ running: IDL.Null, stopping: IDL.Null, stopped: IDL.Null }),
    module_hash: IDL.Opt(blob),
    cycles: IDL.Nat,
    memory_size: IDL.Nat,
    settings: IDL.Record({ controllers: IDL.Vec(IDL.Principal), freezing_threshold: IDL.Nat }),
  });
  return IDL.Service({
    provisional_create_canister_with_cycles: IDL.Func(
      [IDL.Record({ amount: IDL.Opt(IDL.Nat), settings: IDL.Opt(settings) })],
      [canister],
      [],
    ),
    install_code: IDL.Func(
      [IDL.Record({ mode, canister_id: IDL.Principal, wasm_module: blob, arg: blob })],
      [],
      [],
    ),
    install_chunked_code: IDL.Func(
      [
        IDL.Record({
          mode,
          target_canister: IDL.Principal,
          store_canister: IDL.Opt(IDL.Principal),
          chunk_hashes_list: IDL.Vec(chunk),
          wasm_module_hash: blob,
          arg: blob,
        }),
      ],
      [],
      [],
    ),
    upload_chunk: IDL.Func(
      [IDL.Record({ canister_id: IDL.Principal, chunk: blob })],
      [chunk],
      [],
    ),
    stored_chunks: IDL.Func([canister], [IDL.Vec(chunk)], []),
    clear_chunk_store: IDL.Func([canister], [], []),
    canister_status: IDL.Func([canister], [status], []),
    start_canister: IDL.Func([canister], [], []),
    stop_canister: IDL.Func([canister], [], []),
    delete_canister: IDL.Func([canister], [], []),
  });
};
