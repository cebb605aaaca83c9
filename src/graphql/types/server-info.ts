import type { ComputeDevice, ComputeInfo } from '../../domain/compute-info.ts';
import { liveWorkers } from '../../domain/workers/live-workers.ts';
import { builder } from '../builder.ts';

const ComputeDeviceKind = builder.enumType('ComputeDeviceKind', { values: ['CPU', 'GPU'] as const, description: 'What computes.' });

const ComputeDeviceType = builder.objectRef<ComputeDevice>('ComputeDevice').implement({
  description: 'A processor that tensors are computed on.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.field({ type: ComputeDeviceKind, resolve: (device) => device.kind }),
    memoryBytes: t.exposeFloat('memoryBytes', { nullable: true }),
  }),
});

/** No worker has told yet how it computes. */
const NO_COMPUTE = { backend: 'NONE', libraryVersion: null, devices: [] } as const;

export const ComputeInfoType = builder.objectRef<ComputeInfo | typeof NO_COMPUTE>('ComputeInfo').implement({
  description: 'How tensors are computed.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    backend: t.exposeString('backend', { description: 'TENSORFLOW, WEBGPU, WASM; NONE while no worker runs.' }),
    libraryVersion: t.exposeString('libraryVersion', { nullable: true, description: 'For example 2.21.0; null where the backend has no native library.' }),
    devices: t.field({ type: [ComputeDeviceType], resolve: (compute) => [...compute.devices] }),
  }),
});

const ServerInfo = builder.objectRef<{ version: string }>('ServerInfo').implement({
  description: 'What this server is and has.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    version: t.exposeString('version'),
    compute: t.field({
      type: ComputeInfoType,
      description: 'How tensors are computed here: by the worker that started last.',
      resolve: async (_info, _args, { em }) => (await liveWorkers(em))[0]?.compute ?? NO_COMPUTE,
    }),
    workers: t.int({ description: 'Workers that are alive.', resolve: async (_info, _args, { em }) => (await liveWorkers(em)).length }),
  }),
});

builder.queryField('serverInfo', (t) =>
  t.field({ type: ServerInfo, authScopes: { signedIn: true }, description: 'What this server is and has.', resolve: (_root, _args, { version }) => ({ version }) }),
);
